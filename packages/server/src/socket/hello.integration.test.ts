import { describe, expect, it } from 'vitest'
import { nodeEnv } from '../env/node-env.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

describe('hello', () => {
  it('is answered with who one is and what holds here', async () => {
    const { client } = await startTestServer()
    const { welcome } = await client({ clientId: 'ana', info: { name: 'Ana' } })
    expect(welcome).toMatchObject({
      version: 1,
      clientId: 'ana',
      info: { name: 'Ana' },
      resumed: false,
      pingInterval: 25_000,
      limits: { messageBytes: 65_536, signalBytes: 64, frameBytes: 131_072, channels: 200, stateBytes: 4_096 },
    })
    expect(welcome).not.toHaveProperty('tokenExpiresIn')
  })

  it('without a client id makes an anonymous one, another for each', async () => {
    const { client } = await startTestServer()
    const [a, b] = [await client(), await client()]
    expect(a.welcome.clientId).toMatch(/^anonymous-/)
    expect(a.welcome.clientId).not.toBe(b.welcome.clientId)
    expect(a.welcome.resumeKey).not.toBe(b.welcome.resumeKey)
  })

  it('may be followed by requests without waiting, which are answered in order', async () => {
    const { url } = await startTestServer()
    const client = await new RawClient(url).opened()
    client.send({ type: 'hello', version: 1 }, { type: 'attach', id: 1, channel: 'a' }, { type: 'ping', id: 2 })
    client.send({ type: 'ping', id: 3 })
    await client.answer(3)
    expect(client.received[0]?.type).toBe('welcome')
    expect((await client.answer(1)).type).toBe('ok')
    expect((await client.answer(2)).type).toBe('ok')
    client.socket.terminate()
  })

  it.each([
    ['something else', { type: 'ping', id: 1 }, 4000],
    ['a broken hello', { type: 'hello' }, 4011],
    ['an item of an unknown type', { type: 'dance' }, 4000],
    ['a hello with half a surrogate pair in its client id', { type: 'hello', version: 1, clientId: 'a\ud800' }, 4011],
    ['a hello with an empty token', { type: 'hello', version: 1, token: '' }, 4011],
    ['a hello with 3 KiB of info', { type: 'hello', version: 1, info: { name: 'x'.repeat(3_072) } }, 4011],
    ['another version', { type: 'hello', version: 2 }, 4004],
    ['a hello with a client id of 129 bytes', { type: 'hello', version: 1, clientId: 'x'.repeat(129) }, 4011],
  ])('closes a socket that starts with %s', async (_, first, code) => {
    const { url } = await startTestServer()
    const client = await new RawClient(url).opened()
    client.sendText(JSON.stringify(first))
    expect(await client.closed).toMatchObject({ code })
    expect(client.all('goodbye')).toMatchObject([{ error: { code: 'protocol_error' } }])
    expect(client.received).toHaveLength(1)
  })

  it('closes a socket that says it twice, and drops the rest of that frame', async () => {
    const { client, server } = await startTestServer()
    const ana = await client()
    ana.send(
      { type: 'hello', version: 1 },
      { type: 'publish', id: 1, channel: 'a', messages: [{ id: 'm', name: 'n', data: 1 }] },
    )
    expect(await ana.closed).toMatchObject({ code: 4000 })
    expect((await server.history('a')).items).toEqual([])
  })

  it('must come within five seconds of accepting, not of the last byte', async () => {
    const { url, clock } = await startTestServer()
    const silent = await new RawClient(url).opened()
    clock.advance(4_999)
    expect(silent.socket.readyState).toBe(silent.socket.OPEN)
    clock.advance(1)
    expect(await silent.closed).toEqual({ code: 4005, reason: 'protocol_error' })
  })

  it('closes a socket that sends what is not JSON, or bytes', async () => {
    const { client } = await startTestServer()
    const [a, b] = [await client(), await client()]
    a.sendText('{"type":')
    expect(await a.closed).toMatchObject({ code: 1007 })
    b.socket.send(new Uint8Array([1, 2, 3]))
    expect(await b.closed).toMatchObject({ code: 1007 })
  })
})

describe('a frame of several items', () => {
  it('has each answered on its own, where one is malformed too', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    ana.sendText(
      JSON.stringify([
        { type: 'ping', id: 1 },
        { type: 'attach', id: 2, channel: 'a b' },
        { type: 'ping', id: 3 },
        { type: 'dance', id: 4 },
        { type: 'dance' },
        { type: 'signal', channel: 'a' },
        { type: 'signal', id: 5, channel: 'a', name: 'wave', data: 1 },
        { type: 'signal', id: 6, channel: 'a', name: 'wave', data: 'x'.repeat(100) },
        5,
      ]),
    )
    await ana.barrier()
    expect((await ana.answer(1)).type).toBe('ok')
    expect(await ana.answer(2)).toMatchObject({ error: { code: 'invalid_argument' }, channel: 'a b' })
    expect((await ana.answer(3)).type).toBe('ok')
    expect(await ana.answer(4)).toMatchObject({ error: { code: 'unsupported' } })
    expect((await ana.answer(5)).type).toBe('ok')
    expect(await ana.answer(6)).toMatchObject({ error: { code: 'signal_too_large' } })
    const unaddressed = ana.all('error').filter((item) => item.id === undefined)
    expect(unaddressed.map((item) => item.error.code)).toEqual(['invalid_argument', 'invalid_argument'])
  })

  it('is answered by one frame, where its work takes no longer than a turn', async () => {
    // Work takes no time: on a busy machine it would, and a later turn would have the rest.
    const { client } = await startTestServer({}, { loop: { ...nodeEnv.loop, now: () => 0 } })
    const ana = await client()
    const before = ana.frames.length
    ana.send({ type: 'ping', id: 101 }, { type: 'ping', id: 102 }, { type: 'where-now', id: 103, clientId: 'x' })
    await ana.answer(103)
    expect(ana.frames.slice(before)).toEqual([3])
  })
})
