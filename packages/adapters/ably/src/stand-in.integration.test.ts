import type { ChannelStateChange, ErrorInfo, InboundMessage, PresenceMessage, Realtime } from 'ably'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { nativeClient } from '../test-support/native-client.ts'
import { key, tokenFor } from '../test-support/tokens.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'

// The stand-in against what Ably's documentation says, under the SDK as it is published.

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn({ keys: [key], ...options })
  onTestFinished(() => standIn.stop())
  return standIn
}

function heard(client: Realtime, channel: string): InboundMessage[] {
  const messages: InboundMessage[] = []
  void client.channels.get(channel).subscribe((message) => void messages.push(message))
  return messages
}

function refusal(promise: Promise<unknown>): Promise<Partial<ErrorInfo>> {
  return promise.then(
    () => expect.unreachable('It was taken'),
    (reason: unknown) => reason as Partial<ErrorInfo>,
  )
}

/** The next change of a channel to `attached`, or within it. */
function attachment(client: Realtime, channel: string): Promise<ChannelStateChange> {
  return new Promise((resolve) => {
    for (const event of ['attached', 'update'] as const) client.channels.get(channel).once(event, resolve)
  })
}

describe('a stand-in of Ably', () => {
  let shared: StandIn
  beforeAll(async () => {
    shared = await startStandIn({ keys: [key] })
  })
  afterAll(() => shared.stop())

  it('connects with a key and answers pings', async () => {
    const client = await nativeClient(shared.port, 'ana')
    expect(client.connection.id).toMatch(/./)
    expect(await client.connection.ping()).toBeGreaterThanOrEqual(0)
    expect(await client.time()).toBeGreaterThan(1_700_000_000_000)
  })

  it('refuses a key that it does not know, and a wrong secret', async () => {
    for (const [wrong, code] of [
      ['other.key:secret', 40400],
      ['app.key:wrong', 40101],
    ] as const) {
      const client = await nativeClient(shared.port, 'ana', { key: wrong, state: 'failed' })
      expect(client.connection.errorReason).toMatchObject({ code })
    }
  })

  it('delivers what is published to those who are attached, with who and when, and its serial', async () => {
    const [ana, bob] = [await nativeClient(shared.port, 'ana'), await nativeClient(shared.port, 'bob')]
    const messages = heard(ana, 'delivery')
    await ana.channels.get('delivery').attach()
    const extras = { headers: { language: 'de' } }
    const { serials } = await bob.channels.get('delivery').publish({ name: 'said', data: { a: [1] }, extras })
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    expect(messages[0]).toMatchObject({
      name: 'said',
      data: { a: [1] },
      extras,
      clientId: 'bob',
      connectionId: bob.connection.id,
      serial: serials[0],
    })
  })

  it('stores and delivers a message of a known id once', async () => {
    const ana = await nativeClient(shared.port, 'ana')
    const channel = ana.channels.get('once')
    const messages = heard(ana, 'once')
    await channel.attach()
    const first = await channel.publish({ id: 'm-1', data: 'one' })
    expect(await channel.publish({ id: 'm-1', data: 'two' })).toEqual(first)
    await channel.publish({ id: 'm-2', data: 'three' })
    await vi.waitFor(() => expect(messages.map(({ data }) => data as string)).toEqual(['one', 'three']))
    expect((await channel.history()).items).toHaveLength(2)
  })

  it('wants ids of messages that are published together to share a base', async () => {
    const channel = (await nativeClient(shared.port, 'ana')).channels.get('ids')
    expect(await refusal(channel.publish([{ id: 'a' }, { id: 'b' }]))).toMatchObject({ code: 40031 })
    await channel.publish([{ id: 'a:0' }, { id: 'a:1' }])
  })

  it('delivers ephemeral messages, and keeps them out of history', async () => {
    const ana = await nativeClient(shared.port, 'ana')
    const channel = ana.channels.get('ephemeral')
    const messages = heard(ana, 'ephemeral')
    await channel.attach()
    await channel.publish({ name: 'typing', extras: { ephemeral: true } })
    await vi.waitFor(() => expect(messages).toMatchObject([{ name: 'typing', extras: { ephemeral: true } }]))
    expect((await channel.history()).items).toEqual([])
  })

  it('refuses what is larger than it takes, and what is more than it takes', async () => {
    const standIn = await start({ maxMessageSize: 1_000, maxPublishRate: 3 })
    const client = await nativeClient(standIn.port, 'ana')
    const channel = client.channels.get('limits')
    expect(await refusal(channel.publish('said', 'x'.repeat(1_000)))).toMatchObject({ code: 40009 })
    const publishes = [1, 2, 3, 4].map(() => channel.publish('said', 'x'))
    await Promise.all(publishes.slice(0, 3))
    expect(await refusal(publishes[3] ?? Promise.resolve())).toMatchObject({ code: 42911, statusCode: 429 })
  })

  it('refuses channel names that Ably refuses', async () => {
    const client = await nativeClient(shared.port, 'ana')
    expect(await refusal(client.channels.get(':a').attach())).toMatchObject({ code: 40010 })
  })

  it('pages history both ways, by time, and up to the attach', async () => {
    const ana = await nativeClient(shared.port, 'ana')
    const channel = ana.channels.get('history')
    for (const data of ['1', '2', '3', '4', '5']) await channel.publish({ data })
    await channel.attach()
    await channel.publish({ data: '6' })
    const first = await channel.history({ limit: 2, direction: 'forwards' })
    const second = await first.next()
    expect([first, second].map((page) => page?.items.map(({ data }) => data as string))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(second?.hasNext()).toBe(true)
    const until = await channel.history({ untilAttach: true, limit: 2 })
    expect(until.items.map(({ data }) => data as string)).toEqual(['5', '4'])
    const at = until.items[0]?.timestamp ?? 0
    expect((await channel.history({ end: at - 10_000 })).items).toEqual([])
    expect((await channel.history({ start: at })).items.length).toBeGreaterThanOrEqual(2)
  })

  it('answers pages of every origin, with what headers say beside the body', async () => {
    const client = await nativeClient(shared.port, 'ana')
    const channel = client.channels.get('in-pages')
    for (const text of ['one', 'two', 'three']) await channel.publish('said', text)
    const url = `http://127.0.0.1:${shared.port}/channels/in-pages/messages`
    const origin = 'https://app.example.com'
    const allowed = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'authorization' },
    })
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization',
    })
    const authorization = `Basic ${Buffer.from(key).toString('base64')}`
    const ask = async (query: string): Promise<unknown> =>
      (await fetch(`${url}?${query}`, { headers: { authorization } })).json()
    expect(await ask('limit=2&envelope=json')).toMatchObject({
      statusCode: 200,
      headers: { link: expect.stringMatching(/^<\.\/messages\?.*cursor=.*>; rel="next"$/) },
      response: [{ data: 'three' }, { data: 'two' }],
    })
    expect(await ask('limit=0&envelope=json')).toMatchObject({ statusCode: 400, response: { error: { code: 40003 } } })
  })

  it('rewinds, and tells occupancy to those who ask for it', async () => {
    const [ana, bob] = [await nativeClient(shared.port, 'ana'), await nativeClient(shared.port, 'bob')]
    for (const data of ['1', '2', '3']) await bob.channels.get('params').publish({ data })
    const channel = ana.channels.get('params', { params: { rewind: '2', occupancy: 'metrics' } })
    const messages = heard(ana, 'params')
    await channel.attach()
    await vi.waitFor(() => expect(messages).toHaveLength(3))
    expect(messages.filter(({ name }) => name === undefined).map(({ data }) => data as string)).toEqual(['2', '3'])
    expect(messages.find(({ name }) => name === '[meta]occupancy')?.data).toMatchObject({ metrics: { subscribers: 1 } })
    const { items } = await ana.request('get', '/channels/params', 3, null, null)
    expect(items).toMatchObject([{ channelId: 'params', status: { isActive: true } }])
  })
})

describe('presence at a stand-in of Ably', () => {
  it('tells who enters, updates and leaves, and who was there before', async () => {
    const { port } = await start()
    const [ana, bob, cy] = await Promise.all(['ana', 'bob', 'cy'].map((name) => nativeClient(port, name)))
    if (!ana || !bob || !cy) throw new Error('There are three')
    const told: string[] = []
    const tell = ({ action, clientId, data }: PresenceMessage): void => {
      told.push(`${action} ${clientId} ${String(data)}`)
    }
    await cy.channels.get('room').presence.enter('early')
    await ana.channels.get('room').presence.subscribe(tell)
    await bob.channels.get('room').presence.enter('one')
    await bob.channels.get('room').presence.update('two')
    expect((await ana.channels.get('room').presence.get()).map(({ clientId }) => clientId).sort()).toEqual([
      'bob',
      'cy',
    ])
    await bob.channels.get('room').presence.leave()
    await cy.channels.get('room').detach()
    await vi.waitFor(() => expect(told).toHaveLength(5))
    expect(told).toEqual([
      'present cy early',
      'enter bob one',
      'update bob two',
      'leave bob undefined',
      'leave cy early',
    ])
    const { items } = await ana.request('get', '/channels/room/presence', 3, null, null)
    expect(items).toEqual([])
  })

  it('takes those whose connection broke for gone after a while, and those who close at once', async () => {
    const { port } = await start({ presenceGrace: 50 })
    const [ana, bob] = [await nativeClient(port, 'ana'), await nativeClient(port, 'bob')]
    await bob.channels.get('room').presence.enter('here')
    const left = new Promise((resolve) => void ana.channels.get('room').presence.subscribe('leave', resolve))
    bob.close()
    await left
    expect(await ana.channels.get('room').presence.get()).toEqual([])
  })
})

describe('the continuity of a stand-in of Ably', () => {
  it('resumes within its time, with what was missed, on the same connection', async () => {
    const standIn = await start()
    const [ana, bob] = [await nativeClient(standIn.port, 'ana'), await nativeClient(standIn.port, 'bob')]
    const messages = heard(ana, 'room')
    await ana.channels.get('room').attach()
    const { id } = ana.connection
    const again = attachment(ana, 'room')
    standIn.disconnectAll()
    await bob.channels.get('room').publish({ data: 'meanwhile' })
    expect(await again).toMatchObject({ resumed: true })
    await vi.waitFor(() => expect(messages.map(({ data }) => data as string)).toEqual(['meanwhile']))
    expect(ana.connection.id).toBe(id)
  })

  it('does not resume what is gone, and says so', async () => {
    const first = await start()
    const ana = await nativeClient(first.port, 'ana')
    await ana.channels.get('room').attach()
    const { id } = ana.connection
    const again = attachment(ana, 'room')
    await first.stop()
    await start({ port: first.port })
    ana.connect()
    expect(await again).toMatchObject({ resumed: false })
    expect(ana.connection.id).not.toBe(id)
  })

  it('tells those who are attached when it loses continuity', async () => {
    const standIn = await start()
    const ana = await nativeClient(standIn.port, 'ana')
    await ana.channels.get('room').attach()
    const update = attachment(ana, 'room')
    standIn.loseContinuity('room')
    expect(await update).toMatchObject({ current: 'attached', resumed: false, reason: { code: 91006 } })
  })
})

describe('tokens at a stand-in of Ably', () => {
  it('are given for signed requests, and hold who it is', async () => {
    const { port } = await start()
    const issuer = await nativeClient(port, null)
    const { token } = await issuer.auth.requestToken({ clientId: 'ana', capability: { room: ['subscribe'] } })
    const client = await nativeClient(port, null, { key: undefined, token })
    expect(client.auth.clientId).toBe('ana')
    await client.channels.get('room').attach()
    expect(client.channels.get('room').modes).toEqual(['subscribe', 'presence_subscribe'])
    expect(await refusal(client.channels.get('room').publish('said', 'x'))).toMatchObject({ code: 40160 })
    expect(await refusal(client.channels.get('other').attach())).toMatchObject({ code: 40160 })
    expect(await refusal(client.channels.get('room').history())).toMatchObject({ code: 40160 })
  })

  it('take rights away when a new one has less', async () => {
    const { port } = await start()
    const tokens = [tokenFor('ana'), tokenFor('ana', { capability: { other: ['*'] } })]
    const client = await nativeClient(port, null, {
      key: undefined,
      authCallback: (_params, callback) => callback(null, tokens.shift() ?? null),
    })
    await client.channels.get('room').attach()
    const failed = new Promise<ChannelStateChange>((resolve) => client.channels.get('room').once('failed', resolve))
    await client.auth.authorize()
    expect(await failed).toMatchObject({ reason: { code: 40160 } })
    expect(client.connection.state).toBe('connected')
  })

  it('end, and the SDK returns with another on the same connection', async () => {
    const { port } = await start()
    const issuer = await nativeClient(port, null)
    const { token: short } = await issuer.auth.requestToken({ clientId: 'ana', ttl: 500 })
    let asked = 0
    const client = await nativeClient(port, null, {
      key: undefined,
      authCallback(_params, callback) {
        asked += 1
        callback(null, asked === 1 ? short : tokenFor('ana'))
      },
    })
    const { id } = client.connection
    const reason = await new Promise<ErrorInfo | undefined>((resolve) => {
      client.connection.once('disconnected', ({ reason: it }) => resolve(it))
    })
    expect(reason).toMatchObject({ code: 40142 })
    await client.connection.once('connected')
    expect([asked, client.connection.id]).toEqual([2, id])
  })

  it('that are no tokens, or somebody else’s, are refused', async () => {
    const { port } = await start()
    for (const [token, code] of [
      ['nonsense', 40140],
      [`${tokenFor('ana').slice(0, -3)}abc`, 40144],
    ] as const) {
      const client = await nativeClient(port, null, {
        key: undefined,
        state: 'disconnected',
        authCallback: (_params, callback) => callback(null, token),
      })
      expect(client.connection.errorReason).toMatchObject({ code })
    }
  })
})
