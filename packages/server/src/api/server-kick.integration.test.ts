import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { memory } from '../engine/memory-engine.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const secret = '0123456789abcdef0123456789abcdef'

const tokenOf = (clientId: string): Promise<string> =>
  new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(clientId).sign(new TextEncoder().encode(secret))

/** What a client hears that says `hello` and is refused. */
async function refused(url: string, clientId: string): Promise<unknown> {
  const client = new RawClient(url)
  await client.opened()
  client.send({ type: 'hello', version: 1, token: await tokenOf(clientId) })
  const { error } = await client.next('goodbye')
  return { ...error, code: (await client.closed).code }
}

describe('putting a client out', () => {
  it('ends all its connections with the reason, and nobody else', async () => {
    const { client, server } = await startTestServer()
    const [first, second, other] = [
      await client({ clientId: 'ana' }),
      await client({ clientId: 'ana' }),
      await client({ clientId: 'bob' }),
    ]
    expect(await server.disconnect('ana', { reason: 'Be kind.' })).toBe(2)
    for (const ana of [first, second]) {
      expect((await ana.next('goodbye')).error).toMatchObject({ message: 'Be kind.', retryable: false })
      expect(await ana.closed).toMatchObject({ code: 4007 })
    }
    await other.barrier()
    expect(await server.disconnect('nobody')).toBe(0)
    await client({ clientId: 'ana' })
  })

  it('ends its presence at once, also of connections that were lost and might return', async () => {
    const { client, server } = await startTestServer()
    const [first, second, bob] = [
      await client({ clientId: 'ana' }),
      await client({ clientId: 'ana' }),
      await client({ clientId: 'bob' }),
    ]
    for (const ana of [first, second]) await ana.grant({ type: 'presence', channel: 'room:a', action: 'enter' })
    second.socket.terminate()
    await bob.untilServer(() => server.info().connections === 2)
    expect((await server.presence('room:a'))[0]?.connections).toHaveLength(2)
    await server.disconnect('ana')
    expect(await server.presence('room:a')).toEqual([])
    // Its key is worth nothing any more.
    const again = await client({ clientId: 'ana', resumeKey: second.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(false)
  })

  it('keeps it out for as long as was said, and tells it the reason and the time left', async () => {
    const { url, server, clock } = await startTestServer({ auth: { secret } })
    await server.disconnect('ana', { reason: 'Be kind.', for: 600 })
    clock.advance(100_000)
    expect(await refused(url, 'ana')).toMatchObject({ code: 4007, message: 'Be kind.', retryAfter: 500_000 })
    const bob = new RawClient(url)
    await bob.hello({ token: await tokenOf('bob') })
    clock.advance(500_000)
    const ana = new RawClient(url)
    await ana.hello({ token: await tokenOf('ana') })
    for (const { socket } of [ana, bob]) socket.terminate()
  })

  it('lets in again who was kept out, when asked to', async () => {
    const { client, server } = await startTestServer()
    await server.disconnect('ana', { for: 600 })
    await server.disconnect('ana', { for: 0 })
    await client({ clientId: 'ana' })
  })

  it('ends hundreds of connections of one client, some in each turn', async () => {
    const { client, server } = await startTestServer()
    const all = await Promise.all(Array.from({ length: 120 }, () => client({ clientId: 'ana' })))
    expect(await server.disconnect('ana')).toBe(120)
    for (const { closed } of all) expect(await closed).toMatchObject({ code: 4007 })
    expect(server.info().clients).toBe(0)
  })

  it('refuses a reason or a time that can not be', async () => {
    const { server } = await startTestServer()
    const wrong = { code: 'invalid_argument' }
    await expect(server.disconnect('ana', { reason: '' })).rejects.toMatchObject(wrong)
    await expect(server.disconnect('ana', { reason: 'x'.repeat(501) })).rejects.toMatchObject(wrong)
    for (const seconds of [-1, NaN, Infinity]) {
      await expect(server.disconnect('ana', { for: seconds })).rejects.toMatchObject(wrong)
    }
  })
})

describe('ending the part of a client in a channel', () => {
  it('detaches it for good and ends its presence there, and leaves its other channels alone', async () => {
    const { client, server } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    for (const channel of ['room:a', 'room:b']) {
      for (const one of [ana, bob]) await one.grant({ type: 'attach', channel })
      await ana.grant({ type: 'presence', channel, action: 'enter' })
    }
    expect(await server.unsubscribe('room:a', 'ana')).toBe(1)
    expect(await ana.next('detached')).toMatchObject({
      channel: 'room:a',
      resumable: false,
      error: { code: 'forbidden' },
    })
    expect(await ana.next('presence-denied')).toMatchObject({ channel: 'room:a' })
    expect(await server.presence('room:a')).toEqual([])
    expect(await server.presence('room:b')).toHaveLength(1)
    for (const channel of ['room:a', 'room:b']) await server.publish(channel, 'said', channel)
    await ana.barrier()
    await bob.barrier()
    expect(ana.all('message').map(({ channel }) => channel)).toEqual(['room:b'])
    expect(bob.all('message')).toHaveLength(2)
    expect(await server.unsubscribe('room:a', 'ana')).toBe(0)
    await ana.grant({ type: 'attach', channel: 'room:a' })
  })

  it('refuses an attach that is on its way, so that nobody thinks to be attached', async () => {
    const inner = memory()
    let asked = (): void => {}
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    let goOn = (): void => {}
    const gate = new Promise<void>((resolve) => (goOn = resolve))
    const engine = Object.assign(Object.create(inner) as typeof inner, {
      durabilities: inner.durabilities,
      open: inner.open.bind(inner),
      close: inner.close.bind(inner),
      position: async (channel: string) => {
        asked()
        await gate
        return inner.position(channel)
      },
    })
    const { client, server } = await startTestServer({ engine })
    const ana = await client({ clientId: 'ana' })
    const code = ana.code({ type: 'attach', channel: 'room:a' })
    await isAsked
    await server.unsubscribe('room:a', 'ana')
    goOn()
    expect(await code).toBe('forbidden')
    expect(ana.all('detached')).toEqual([])
  })

  it('ends the presence of connections that were lost too', async () => {
    const { client, server } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    await ana.grant({ type: 'presence', channel: 'room:a', action: 'enter' })
    ana.socket.terminate()
    await bob.untilServer(() => server.info().connections === 1)
    await server.unsubscribe('room:a', 'ana')
    expect(await server.presence('room:a')).toEqual([])
  })
})
