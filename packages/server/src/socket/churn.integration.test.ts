import { expect, it } from 'vitest'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const rounds = 10
const crowd = 30

it('has nothing left of clients that came and went, with and without a goodbye', async () => {
  const { client, server, clock } = await startTestServer({ rules: { '*': { history: { seconds: 60 } } } })
  clock.advance(20_000)
  const idle = clock.pending
  for (let round = 0; round < rounds; round += 1) {
    const clients = await Promise.all(Array.from({ length: crowd }, (_, index) => client({ clientId: `p${index}` })))
    for (const [index, each] of clients.entries()) {
      const channel = `room:${index % 5}`
      await each.grant({ type: 'attach', channel, presence: true })
      await each.grant({ type: 'presence', channel, action: 'enter', state: round })
      await each.grant({ type: 'watch', channels: [channel] })
      await each.grant(publishOf(channel, `m${round}-${index}`))
    }
    for (const [index, each] of clients.entries()) {
      if (index % 2 === 0) each.socket.terminate()
      else each.socket.close(1000)
    }
    await Promise.all(clients.map(({ closed }) => closed))
    await expect.poll(() => server.info().connections).toBe(0)
    clock.advance(11_000)
  }
  clock.advance(600_000)
  expect(server.info()).toMatchObject({ connections: 0, channels: 0, failures: 0 })
  expect(await server.hereNow()).toMatchObject({ totalChannels: 0, totalOccupancy: 0 })
  expect((await server.history('room:0')).items).toEqual([])
  expect(clock.pending).toBe(idle)
})
