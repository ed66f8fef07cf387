import { expect, it } from 'vitest'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** A server whose token checks take until they are let go on. */
async function slowChecks(): Promise<Awaited<ReturnType<typeof startTestServer>> & { goOn: () => void }> {
  let goOn = (): void => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  const verify = async (token: string): Promise<{ clientId: string }> => {
    if (token === 'slow') await gate
    return { clientId: token }
  }
  return { ...(await startTestServer({ auth: { verify } })), goOn }
}

const hello = { type: 'hello', version: 1, token: 'slow' } as const

it('what follows hello is taken once the token has been checked, in order', async () => {
  const { url, client, goOn } = await slowChecks()
  const slow = await new RawClient(url).opened()
  slow.send(hello, { type: 'ping', id: 1 }, { type: 'ping', id: 2 })
  slow.send({ type: 'ping', id: 3 })
  const witness = await client({ token: 'witness' })
  await witness.barrier()
  expect(slow.received).toEqual([])
  goOn()
  await slow.answer(3)
  expect(slow.received.map((item) => ('id' in item ? item.id : item.type))).toEqual(['welcome', 1, 2, 3])
  slow.socket.terminate()
})

it('while a token is being checked hardly anything is read, however much is sent', async () => {
  const { url, client, server } = await slowChecks()
  const slow = await new RawClient(url).opened()
  slow.send(hello)
  const filling = JSON.stringify({ type: 'ping', id: 1, filling: 'x'.repeat(100_000) })
  const sent = 300
  for (let frame = 0; frame < sent; frame += 1) slow.sendText(filling)
  const witness = await client({ token: 'witness' })
  for (let round = 0; round < 50; round += 1) await witness.barrier()
  // What isn't read waits on the client's side of the connection.
  expect(slow.socket.bufferedAmount).toBeGreaterThan(20_000_000)
  expect(server.info().connections).toBe(2)
  slow.socket.terminate()
})

it('the first broken item before hello ends the connection, and the rest is not looked at', async () => {
  const { url, complaints } = await startTestServer()
  const client = await new RawClient(url).opened()
  client.sendText(JSON.stringify(Array.from({ length: 1_000 }, () => ({ type: 'attach' }))))
  expect(await client.closed).toMatchObject({ code: 4000 })
  expect(client.received).toHaveLength(1)
  expect(complaints).toEqual([])
})
