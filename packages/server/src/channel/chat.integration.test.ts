import { describe, expect, it } from 'vitest'
import { idsOf, messagesOf, outgoingMessages, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

describe('two clients in a channel', () => {
  it('see the same messages in the same order, the publisher its own too', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana', info: { name: 'Ana' } }), await client({ clientId: 'bob' })]
    for (const who of [ana, bob]) await who.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.ask(publishOf('room:a', 'a1'))
    await bob.ask(publishOf('room:a', 'b1', 'b2'))
    await ana.barrier()
    expect(idsOf(ana, 'room:a')).toEqual(['a1', 'b1', 'b2'])
    expect(messagesOf(bob, 'room:a')).toEqual(messagesOf(ana, 'room:a'))
    expect(messagesOf(bob, 'room:a')[0]).toMatchObject({
      clientId: 'ana',
      info: { name: 'Ana' },
      connectionId: ana.welcome.connectionId,
      offset: 1,
    })
  })

  it('hear nothing of other channels, and nothing more after detaching', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client(), await client()]
    await bob.ask({ type: 'attach', channel: 'room:b' })
    await ana.ask(publishOf('room:a', 'a1'))
    await ana.ask(publishOf('room:b', 'b1'))
    await bob.ask({ type: 'detach', channel: 'room:b' })
    await ana.ask(publishOf('room:b', 'b2'))
    await bob.barrier()
    expect(bob.all('message').map((item) => item.message.id)).toEqual(['b1'])
  })

  it('can be in channels and have names that objects have', async () => {
    const { client, server } = await startTestServer()
    const [ana, bob] = [await client({ clientId: '__proto__' }), await client({ clientId: 'constructor' })]
    for (const channel of ['__proto__', 'constructor', 'toString']) {
      await bob.result('attach', { type: 'attach', channel, presence: true })
      await ana.ask({ type: 'presence', channel, action: 'enter', state: { __proto__: 1 } })
      await ana.result('publish', {
        type: 'publish',
        channel,
        messages: [{ id: channel, name: '__proto__', data: {} }],
      })
      await bob.barrier()
      expect(idsOf(bob, channel)).toEqual([channel])
      expect((await server.presence(channel)).map((member) => member.clientId)).toEqual(['__proto__'])
    }
    expect(Object.keys((await server.hereNow()).channels)).toEqual(['__proto__', 'constructor', 'toString'])
  })

  it('send each other signals, which nobody can read later', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client()]
    await bob.ask({ type: 'attach', channel: 'room:a' })
    ana.send({ type: 'signal', channel: 'room:a', name: 'typing', data: true })
    await ana.barrier()
    await bob.barrier()
    expect(bob.all('signal')).toMatchObject([{ channel: 'room:a', name: 'typing', data: true, clientId: 'ana' }])
    const history = await bob.result('history', { type: 'history', channel: 'room:a', limit: 5, direction: 'forwards' })
    expect(history.messages).toEqual([])
  })
})

describe('publish', () => {
  it('answers each message on its own, in the order of the request', async () => {
    const { client } = await startTestServer({ limits: { messageBytes: 10 } })
    const ana = await client({ clientId: 'ana' })
    await ana.ask(publishOf('room:a', 'known'))
    const { outcomes } = await ana.result('publish', {
      type: 'publish',
      channel: 'room:a',
      messages: [
        { id: 'new', name: 'n', data: 1 },
        { id: 'known', name: 'n', data: 2 },
        { id: 'large', name: 'n', data: 'x'.repeat(9) },
        { id: 'fits', name: 'n', data: 'x'.repeat(8) },
        { id: 'loose', name: 'n', data: 3, store: false },
      ],
    })
    expect(outcomes).toMatchObject([
      { offset: 2 },
      { offset: 1, duplicate: true },
      { error: { code: 'message_too_large' } },
      { offset: 3 },
      {},
    ])
    expect(outcomes[4]).not.toHaveProperty('offset')
    expect(outcomes[4]).not.toHaveProperty('error')
  })

  it('to a name that no channel can have, or to a pattern, is refused and stores nothing', async () => {
    const { client, server } = await startTestServer()
    const ana = await client()
    for (const channel of ['', 'a b', 'room:*', '*', 'group:a'])
      expect(await ana.code(publishOf(channel, 'm')), channel).toBe('invalid_argument')
    await ana.grant(publishOf('room:a', 'm'))
    expect((await server.history('room:a')).items).toHaveLength(1)
    expect(await server.channels()).toEqual([])
  })

  it('measures sizes in bytes, not in characters', async () => {
    const { client } = await startTestServer({ limits: { messageBytes: 10 } })
    const ana = await client()
    const { outcomes } = await ana.result('publish', {
      type: 'publish',
      channel: 'room:a',
      messages: [...outgoingMessages(['a'], 'éééé'), ...outgoingMessages(['b'], 'ééééé')],
    })
    expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([false, true])
  })

  it("refuses another client's message id without showing where its message is", async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    await ana.ask(publishOf('room:a', 'a1'))
    const { outcomes } = await bob.result('publish', publishOf('room:a', 'a1'))
    expect(outcomes).toMatchObject([{ error: { code: 'forbidden' } }])
  })

  it('tells a known id to nobody a second time', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client({ clientId: 'ana' }), await client()]
    await bob.ask({ type: 'attach', channel: 'room:a' })
    const first = await ana.result('publish', publishOf('room:a', 'a1'))
    const again = await client({ clientId: 'ana' })
    const second = await again.result('publish', publishOf('room:a', 'a1'))
    expect(second.outcomes).toEqual([{ ...first.outcomes[0], duplicate: true }])
    await bob.barrier()
    expect(idsOf(bob, 'room:a')).toEqual(['a1'])
  })

  it('refuses signals and presence states that are too large', async () => {
    const { client } = await startTestServer({ limits: { stateBytes: 10 } })
    const ana = await client()
    ana.send({ type: 'signal', channel: 'a', name: 'n', data: 'x'.repeat(63) })
    await ana.barrier()
    expect(ana.all('error')).toMatchObject([{ channel: 'a', error: { code: 'signal_too_large' } }])
    expect(await ana.code({ type: 'presence', channel: 'a', action: 'enter', state: 'x'.repeat(9) })).toBe(
      'invalid_argument',
    )
    expect(await ana.code({ type: 'presence', channel: 'a', action: 'enter', state: 'x'.repeat(8) })).toBe('ok')
  })

  it('keeps what rules forbid out, and nothing where no history is kept', async () => {
    const { client, server } = await startTestServer({
      rules: { 'news:*': { publish: false }, 'cursors:*': { history: false }, 'quiet:*': { presence: false } },
    })
    const ana = await client()
    expect(await ana.code(publishOf('news:today', 'a'))).toBe('forbidden')
    await server.publish('news:today', 'said', 'by the server')
    expect((await server.history('news:today')).items).toHaveLength(1)
    const { outcomes } = await ana.result('publish', publishOf('cursors:a', 'a'))
    expect(outcomes[0]).not.toHaveProperty('offset')
    expect(await ana.code({ type: 'presence', channel: 'quiet:a', action: 'enter' })).toBe('forbidden')
    expect(await ana.code({ type: 'attach', channel: 'quiet:a', presence: true })).toBe('ok')
    expect(await ana.next('presence-denied')).toMatchObject({
      channel: 'quiet:a',
      error: { code: 'forbidden', hint: expect.stringContaining('`rules`') },
    })
  })

  it('never calls a channel recovered that keeps no history', async () => {
    const { client } = await startTestServer({ rules: { 'cursors:*': { history: false } } })
    const [ana, bob] = [await client(), await client()]
    const attached = await ana.result('attach', { type: 'attach', channel: 'cursors:a' })
    await bob.ask(publishOf('cursors:a', 'missed'))
    const again = await client()
    const since = { epoch: attached.epoch, offset: attached.offset }
    expect(await again.result('attach', { type: 'attach', channel: 'cursors:a', since })).toMatchObject({
      recovered: false,
      unkept: true,
    })
    const kept = await again.result('attach', { type: 'attach', channel: 'room:a' })
    expect(kept.unkept).toBeUndefined()
  })
})
