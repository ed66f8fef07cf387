import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { startHeardServer } from '../testing/support/heard-events.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const both = ['connect', 'disconnect'] as const

/** A server on which Ana has connected. */
async function withAna() {
  const server = await startHeardServer(both)
  const ana = await server.client({ clientId: 'ana', info: { name: 'Ana' } })
  await server.untilHeard(1)
  const { connectionId } = ana.welcome
  return { ...server, ana, who: { clientId: 'ana', connectionId, info: { name: 'Ana' } } }
}

/** A server that lets in one token. */
async function withTokens() {
  const verify = (token: string) => {
    if (token === 'good') return { clientId: 'ben', info: { name: 'Ben' } }
    throw new RealtimeError({ code: 'unauthorized', message: 'No.' })
  }
  const started = await startTestServer({ auth: { verify }, trustedProxies: ['127.0.0.1'] })
  const heard: object[] = []
  started.server.on('connect', (event) => void heard.push(event))
  return { ...started, heard }
}

describe('an event "connect"', () => {
  it('says who, on which connection, from where and when, under an id of its own', async () => {
    const { heard, clock, who, client, untilHeard } = await withAna()
    await client({ clientId: 'ana' })
    await untilHeard(2)
    expect(heard[0]).toEqual({
      type: 'connect',
      id: expect.stringMatching(/^[\w-]{12}-1$/) as string,
      timestamp: clock.date(),
      ...who,
      address: '127.0.0.1',
    })
    expect(heard[1]).toMatchObject({ type: 'connect', clientId: 'ana', info: null })
    expect(heard[1]?.id).not.toBe(heard[0]?.id)
  })

  it('has the address that a trusted proxy tells, and the info of the token', async () => {
    const { url, heard } = await withTokens()
    const ben = new RawClient(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    await ben.hello({ token: 'good', info: { name: 'Not Ben' } })
    await ben.untilServer(() => heard.length > 0)
    expect(heard[0]).toMatchObject({ clientId: 'ben', info: { name: 'Ben' }, address: '203.0.113.7' })
    await ben.close()
  })

  it('is not told of somebody who is refused', async () => {
    const { url, heard } = await withTokens()
    const stranger = new RawClient(url)
    await stranger.opened()
    stranger.send({ type: 'hello', version: 1, token: 'bad' })
    expect((await stranger.closed).code).toBe(4001)
    expect(heard).toEqual([])
  })
})

describe('an event "disconnect"', () => {
  it('comes at once after a clean close, with how long the connection lasted', async () => {
    const { ana, clock, untilHeard, told, who } = await withAna()
    clock.advance(2_500)
    await ana.close()
    await untilHeard(2)
    expect(told()[1]).toEqual({
      type: 'disconnect',
      ...who,
      reason: 'leave',
      code: 1000,
      error: null,
      duration: 2_500,
    })
  })

  it.each([
    ['a page that was closed', 1001, 3_000, 'leave'],
    ['a connection that was lost without a word', 1006, 10_000, 'timeout'],
  ] as const)('of %s comes when it can’t come back any more', async (_, code, grace, reason) => {
    const { ana, clock, untilHeard, settle, told, server } = await withAna()
    clock.advance(400)
    if (code === 1006) ana.socket.terminate()
    else void ana.close(code)
    await ana.closed
    while (server.info().connections > 1) await settle()
    clock.advance(grace - 1)
    await settle()
    expect(told()).toHaveLength(1)
    clock.advance(1)
    await untilHeard(2)
    expect(told()[1]).toMatchObject({ reason, code, error: null, duration: 400 })
  })

  it('is not told of somebody who comes back in time, and once of who is lost again', async () => {
    const { ana, client, clock, settle, untilHeard, heard, who } = await withAna()
    ana.socket.terminate()
    const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    clock.advance(20_000)
    await settle()
    expect(heard).toHaveLength(1)
    // On a newer socket, while the server thinks that the old one is there.
    const third = await client({ clientId: 'ana', resumeKey: again.welcome.resumeKey })
    await again.closed
    await third.close()
    await untilHeard(2)
    expect(heard.slice(1)).toMatchObject([{ type: 'disconnect', connectionId: who.connectionId, duration: 20_000 }])
  })

  it('says what a client was told that the server put out, also one that was away', async () => {
    const { ana, client, settle, server, untilHeard, heard } = await withAna()
    await client({ clientId: 'ana' })
    await untilHeard(2)
    ana.socket.terminate()
    while (server.info().connections > 2) await settle()
    await server.disconnect('ana', { reason: 'Be kind.' })
    await untilHeard(4)
    expect(heard.slice(2)).toMatchObject([
      { type: 'disconnect', reason: 'ended', code: 1006, error: null, connectionId: ana.welcome.connectionId },
      { type: 'disconnect', reason: 'ended', code: 4007, error: { code: 'forbidden', message: 'Be kind.' } },
    ])
  })

  it('of whoever is left, also of who is away, comes when the server stops, which waits for listeners', async () => {
    const { ana, client, server, heard, settle } = await withAna()
    const ben = await client({ clientId: 'ben' })
    ben.socket.terminate()
    while (server.info().connections > 2) await settle()
    const done: string[] = []
    server.on('disconnect', async ({ clientId }) => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      done.push(clientId)
    })
    await server.close()
    const reasons = heard.flatMap((event) => (event.type === 'disconnect' ? `${event.clientId} ${event.reason}` : []))
    expect(reasons.sort()).toEqual(['ana stopped', 'ben stopped', 'witness stopped'])
    expect(done.sort()).toEqual(['ana', 'ben', 'witness'])
    expect((await ana.closed).code).toBe(4010)
  })

  it('keeps no server from stopping: after 5 s it waits for no listener', async () => {
    const { server, clock, complaints } = await withAna()
    let calls = 0
    server.on('disconnect', () => {
      calls += 1
      return new Promise(() => {})
    })
    const closing = server.close()
    while (calls < 2) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(5_000)
    await closing
    expect(complaints).toEqual(['A listener of "disconnect" took longer than 5 s'])
  })
})
