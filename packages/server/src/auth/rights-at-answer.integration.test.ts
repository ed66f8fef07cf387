import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { idsOf, publishOf } from '../testing/support/outgoing-messages.ts'
import type { RawClient, RequestFields } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { VerifiedToken } from './auth.ts'
import type { Action } from './rights.ts'

const channel = 'room:a'
const all: readonly Action[] = ['subscribe', 'publish', 'presence', 'history']

/** `ana` may do everything, `ana:history` everything but that; with `later:` in front it is checked when told to. */
function verifier(): { verify: (token: string) => Promise<VerifiedToken>; check: () => void } {
  const waiting: (() => void)[] = []
  const verify = async (token: string): Promise<VerifiedToken> => {
    const [, later, clientId = '', without, name] = /^(later:)?(\w+)(?::(\w*))?(?::(\w+))?$/.exec(token) ?? []
    if (later !== undefined) await new Promise<void>((resolve) => waiting.push(resolve))
    const actions = all.filter((action) => action !== without)
    return { clientId, capabilities: { 'room:*': actions }, ...(name === undefined ? {} : { info: { name } }) }
  }
  return { verify, check: () => waiting.shift()?.() }
}

/** An engine that answers when it is told to, once it is slow. */
function slowEngine(): { engine: Engine; slow: () => void; answer: () => void } {
  const inner = memory()
  let waiting: (() => void)[] | null = null
  const turn = async (): Promise<void> => {
    if (waiting !== null) await new Promise<void>((resolve) => waiting?.push(resolve))
  }
  const engine: Engine = {
    durabilities: inner.durabilities,
    removeHistory: (channel) => inner.removeHistory(channel),
    removeMessage: (channel, id) => inner.removeMessage(channel, id),
    open: (context) => inner.open(context),
    async publish(...call) {
      await turn()
      return inner.publish(...call)
    },
    async position(...call) {
      await turn()
      return inner.position(...call)
    },
    async history(...call) {
      await turn()
      return inner.history(...call)
    },
    close: () => inner.close(),
  }
  return {
    engine,
    slow: () => void (waiting = []),
    answer() {
      for (const go of waiting ?? []) go()
      waiting = null
    },
  }
}

describe('a right that is withdrawn while the engine is asked', () => {
  it.each<[string, Action, RequestFields]>([
    ['an attach', 'subscribe', { type: 'attach', channel }],
    ['an attach that looks back', 'history', { type: 'attach', channel, rewind: 5 }],
    ['an attach since a time', 'history', { type: 'attach', channel, since: 1 }],
    ['a page of history', 'history', { type: 'history', channel, limit: 5, direction: 'backwards' }],
  ])('is gone for the answer to %s', async (_, right, request) => {
    const { engine, slow, answer } = slowEngine()
    const server = await startTestServer({ auth: { verify: verifier().verify }, engine })
    const ana = await server.client({ token: 'ana' })
    await ana.grant(publishOf(channel, 'm1'))
    slow()
    const asking = ana.code(request)
    await ana.grant({ type: 'token', token: `ana:${right}` })
    answer()
    expect(await asking).toBe('forbidden')
    expect(idsOf(ana, channel)).toEqual([])
    expect(ana.all('presence-snapshot')).toEqual([])
  })

  it('is gone for who is present, though not for the messages', async () => {
    const { engine, slow, answer } = slowEngine()
    const server = await startTestServer({ auth: { verify: verifier().verify }, engine })
    const ana = await server.client({ token: 'ana' })
    slow()
    const asking = ana.code({ type: 'attach', channel, presence: true })
    await ana.grant({ type: 'token', token: 'ana:presence' })
    answer()
    expect(await asking).toBe('ok')
    expect(await ana.next('presence-denied')).toMatchObject({ channel, error: { code: 'forbidden' } })
    expect(ana.all('presence-snapshot')).toEqual([])
  })

  it('is gone for a position that only history allows', async () => {
    const { engine, slow, answer } = slowEngine()
    const server = await startTestServer({ auth: { verify: verifier().verify }, engine })
    const ana = await server.client({ token: 'ana' })
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.grant({ type: 'detach', channel })
    await ana.grant(publishOf(channel, 'm1'))
    slow()
    const asking = ana.code({ type: 'attach', channel, since: { epoch, offset: 0 } })
    await ana.grant({ type: 'token', token: 'ana:history' })
    answer()
    expect(await asking).toBe('forbidden')
    await ana.barrier()
    expect(idsOf(ana, channel)).toEqual([])
  })

  it('is gone for a message that waited behind another one', async () => {
    const { engine, slow, answer } = slowEngine()
    const server = await startTestServer({ auth: { verify: verifier().verify }, engine })
    const ana = await server.client({ token: 'ana' })
    slow()
    const answers = [ana.code(publishOf(channel, 'm1')), ana.code(publishOf(channel, 'm2'))]
    await ana.grant({ type: 'token', token: 'ana:publish' })
    answer()
    expect(await Promise.all(answers)).toEqual(['ok', 'forbidden'])
    expect((await server.server.history(channel)).items.map(({ id }) => id)).toEqual(['m1'])
  })
})

describe('a connection that is resumed with another token', () => {
  async function presentAna(server: TestServer): Promise<RawClient & { readonly welcome: { resumeKey: string } }> {
    const ana = await server.client({ token: 'ana' })
    await ana.grant({ type: 'presence', channel, action: 'enter', state: 1 })
    ana.socket.terminate()
    await ana.closed
    return ana
  }

  it('is present no more where the token has no right to presence', async () => {
    const server = await startTestServer({ auth: { verify: verifier().verify } })
    const ana = await presentAna(server)
    const again = await server.client({ token: 'ana:presence', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    expect((await server.server.hereNow()).totalOccupancy).toBe(0)
  })

  it('is shown with the info of that token', async () => {
    const server = await startTestServer({ auth: { verify: verifier().verify } })
    const ana = await presentAna(server)
    await server.client({ token: 'ana::Anna', resumeKey: ana.welcome.resumeKey })
    expect(await server.server.presence(channel)).toMatchObject([{ info: { name: 'Anna' }, state: 1 }])
  })
})

describe('a newer token', () => {
  it('shows its info at once, on presence and on messages', async () => {
    const server = await startTestServer({ auth: { verify: verifier().verify } })
    const ana = await server.client({ token: 'ana' })
    await ana.grant({ type: 'presence', channel, action: 'enter', state: 1 })
    await ana.grant({ type: 'token', token: 'ana::Anna' })
    expect(await server.server.presence(channel)).toMatchObject([{ info: { name: 'Anna' }, state: 1 }])
    await ana.grant(publishOf(channel, 'm1'))
    expect((await server.server.history(channel)).items).toMatchObject([{ info: { name: 'Anna' } }])
  })

  it('counts over one that was sent before and is checked after it', async () => {
    const { verify, check } = verifier()
    const server = await startTestServer({ auth: { verify } })
    const ana = await server.client({ token: 'ana:publish' })
    const older = ana.grant({ type: 'token', token: 'later:ana' })
    await ana.grant({ type: 'token', token: 'ana:publish' })
    check()
    await older
    expect(await ana.code(publishOf(channel, 'm1'))).toBe('forbidden')
  })

  it('that is checked after its socket has gone leaves nothing behind', async () => {
    const { verify, check } = verifier()
    const server = await startTestServer({
      auth: { verify: async (token) => ({ ...(await verify(token)), expiresAt: server.clock.date() + 60_000 }) },
    })
    const before = server.clock.pending
    const clients = await Promise.all(['a', 'b', 'c'].map((token) => server.client({ token })))
    for (const client of clients) {
      client.send({ type: 'token', id: 1, token: `later:${client.welcome.clientId}` })
      await client.barrier()
      await client.close()
    }
    for (const _ of clients) check()
    await expect.poll(() => server.server.info().connections).toBe(0)
    expect(server.clock.pending).toBe(before)
  })
})

describe('presence', () => {
  it('keeps its state where an update says nothing of it, and loses it where it says null', async () => {
    const { client, server } = await startTestServer()
    const ana = await client({ clientId: 'ana' })
    const states: unknown[] = []
    for (const claim of [{ action: 'enter', state: 1 }, { action: 'update' }, { action: 'update', state: null }]) {
      await ana.grant({ type: 'presence', channel, ...claim })
      states.push((await server.presence(channel))[0]?.state)
    }
    expect(states).toEqual([1, 1, null])
  })

  it('shows a state in here-now only where it was asked for', async () => {
    const { client } = await startTestServer()
    const ana = await client({ clientId: 'ana' })
    await ana.grant({ type: 'presence', channel, action: 'enter', state: 1 })
    const states = async (asked: object): Promise<unknown> =>
      (await ana.result('hereNow', { type: 'here-now', members: true, ...asked })).channels[0]?.connections
    expect(await states({ state: true })).toMatchObject([{ state: 1 }])
    expect(await states({})).not.toHaveProperty('0.state')
  })
})
