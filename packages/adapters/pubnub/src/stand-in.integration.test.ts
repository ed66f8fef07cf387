import type PubNub from 'pubnub'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { nativeClient, subscribed, subscribing } from '../test-support/native-client.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { keys, startStandIn } from '../test-support/stand-in/stand-in.ts'
import { Storage } from '../test-support/stand-in/storage.ts'

// The stand-in against what PubNub's documentation says, under the SDK as it is published.

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn(options)
  onTestFinished(() => standIn.close())
  return standIn
}

function heard(client: PubNub): PubNub.MessageEvent[] {
  const messages: PubNub.MessageEvent[] = []
  client.addListener({ message: (message) => void messages.push(message) })
  return messages
}

function presenceOf(client: PubNub): PubNub.PresenceEvent[] {
  const events: PubNub.PresenceEvent[] = []
  client.addListener({ presence: (event) => void events.push(event) })
  return events
}

interface Failure {
  readonly statusCode?: number
  readonly category?: string
  readonly errorData?: unknown
}

function refusal(promise: Promise<unknown>): Promise<Failure> {
  return promise.then(
    () => expect.unreachable('It was taken'),
    (thrown: { readonly status: Failure }) => thrown.status,
  )
}

const dataOf = (messages: readonly PubNub.MessageEvent[]): readonly unknown[] =>
  messages.map(({ message }) => message as unknown)

describe('a stand-in of PubNub', () => {
  let shared: StandIn
  beforeAll(async () => {
    shared = await startStandIn()
  })
  afterAll(() => shared.close())

  it('tells the time in digits that a number can not hold', async () => {
    const client = nativeClient(shared.port, 'ana')
    const { timetoken } = await client.time()
    expect(Math.abs(Number(timetoken) / 10_000 - Date.now())).toBeLessThan(60_000)
    const { timetoken: published } = await client.publish({ channel: 'digits', message: 'x' })
    expect(published).toMatch(/^\d{17}$/)
  })

  it('delivers messages to those who are subscribed, with who, when and what stands beside', async () => {
    const [ana, bob] = [nativeClient(shared.port, 'ana'), nativeClient(shared.port, 'bob')]
    const messages = heard(ana)
    await subscribed(ana, 'delivery')
    const { timetoken } = await bob.publish({ channel: 'delivery', message: { text: 'Grüße' }, meta: { lang: 'de' } })
    await bob.publish({ channel: 'delivery', message: { large: 'x'.repeat(20_000) }, sendByPost: true })
    await vi.waitFor(() => expect(messages).toHaveLength(2))
    expect(messages[0]).toMatchObject({
      channel: 'delivery',
      message: { text: 'Grüße' },
      publisher: 'bob',
      timetoken,
      userMetadata: { lang: 'de' },
    })
  })

  it('goes on from a timetoken, for all channels at once', async () => {
    const [ana, bob] = [nativeClient(shared.port, 'ana'), nativeClient(shared.port, 'bob')]
    const messages = heard(ana)
    await subscribed(ana, 'on-1', 'on-2')
    ana.disconnect()
    await bob.publish({ channel: 'on-1', message: 1 })
    await bob.publish({ channel: 'on-2', message: 2 })
    ana.reconnect()
    await vi.waitFor(() => expect(dataOf(messages)).toEqual([1, 2]))
  })

  it('catches up with a hundred messages over all channels, the newest', async () => {
    const { port } = await start({ queueSize: 4 })
    const bob = nativeClient(port, 'bob')
    const ana = nativeClient(port, 'ana', { requestMessageCountThreshold: 4 })
    const messages = heard(ana)
    const categories: string[] = []
    ana.addListener({ status: ({ category }) => void categories.push(category) })
    await subscribed(ana, 'a', 'b')
    ana.disconnect()
    for (const [channel, message] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['b', 4],
      ['a', 5],
    ] as const)
      await bob.publish({ channel, message })
    ana.reconnect()
    await vi.waitFor(() => expect(dataOf(messages)).toEqual([2, 3, 4, 5]))
    expect(categories).toContain('PNRequestMessageCountExceededCategory')
  })

  it('delivers by pattern and by channel group', async () => {
    const [ana, bob] = [nativeClient(shared.port, 'ana'), nativeClient(shared.port, 'bob')]
    await ana.channelGroups.addChannels({ channelGroup: 'family', channels: ['in-group'] })
    expect(await ana.channelGroups.listChannels({ channelGroup: 'family' })).toMatchObject({ channels: ['in-group'] })
    const messages = heard(ana)
    await subscribing(ana, { channels: ['news.*'], channelGroups: ['family'] })
    await bob.publish({ channel: 'news.sport', message: 'goal' })
    await bob.publish({ channel: 'in-group', message: 'hi' })
    await vi.waitFor(() =>
      expect(messages.map(({ channel, subscription }) => [channel, subscription])).toEqual([
        ['news.sport', 'news.*'],
        ['in-group', 'family'],
      ]),
    )
  })

  it('keeps what is fired from subscribers, and what is not to be stored from history', async () => {
    const [ana, bob] = [nativeClient(shared.port, 'ana'), nativeClient(shared.port, 'bob')]
    const messages = heard(ana)
    await subscribed(ana, 'unstored')
    await bob.fire({ channel: 'unstored', message: 'fired' })
    await bob.publish({ channel: 'unstored', message: 'live', storeInHistory: false })
    await vi.waitFor(() => expect(dataOf(messages)).toEqual(['live']))
    expect(await ana.fetchMessages({ channels: ['unstored'] })).toMatchObject({ channels: {} })
  })

  it('delivers signals, of 64 bytes at most', async () => {
    const [ana, bob] = [nativeClient(shared.port, 'ana'), nativeClient(shared.port, 'bob')]
    const signals: PubNub.SignalEvent[] = []
    ana.addListener({ signal: (signal) => void signals.push(signal) })
    await subscribed(ana, 'signals')
    await bob.signal({ channel: 'signals', message: { typing: true } })
    await vi.waitFor(() => expect(signals).toMatchObject([{ message: { typing: true }, publisher: 'bob' }]))
    expect(await refusal(bob.signal({ channel: 'signals', message: 'x'.repeat(63) }))).toMatchObject({
      statusCode: 413,
      errorData: [0, 'Signal size too large', expect.any(String)],
    })
  })

  it('refuses what is larger than 32 KiB, a wrong key and a name that no channel can have', async () => {
    const client = nativeClient(shared.port, 'ana')
    const large = { channel: 'a', message: 'x'.repeat(32_800), sendByPost: true }
    expect(await refusal(client.publish(large))).toMatchObject({ statusCode: 413 })
    const wrong = nativeClient(shared.port, 'ana', { publishKey: 'wrong' })
    expect(await refusal(wrong.publish({ channel: 'a', message: 'x' }))).toMatchObject({
      statusCode: 400,
      errorData: [0, 'Invalid Key', expect.any(String)],
    })
    for (const channel of ['a:b', 'a*', 'a b', 'x'.repeat(93)]) {
      expect(await refusal(client.publish({ channel, message: 'x' })), channel).toMatchObject({ statusCode: 400 })
    }
    const stranger = nativeClient(shared.port, 'ana', { subscribeKey: 'wrong' })
    expect(await subscribed(stranger, 'a')).toMatchObject({
      category: 'PNBadRequestCategory',
      errorData: { message: 'Invalid Subscribe Key' },
    })
  })

  it('answers pages of every origin, before they send a body and also where it refuses', async () => {
    const url = `http://127.0.0.1:${shared.port}/publish/${keys.publishKey}/${keys.subscribeKey}/0/in-pages/0`
    const ask = async (path: string, method: string): Promise<unknown> => {
      const { status, headers } = await fetch(path, { method, ...(method === 'POST' && { body: '"x"' }) })
      return [status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-methods')]
    }
    const methods = expect.stringContaining('POST') as unknown
    expect(await ask(url, 'OPTIONS')).toEqual([200, '*', methods])
    expect(await ask(url, 'POST')).toEqual([200, '*', methods])
    expect(await ask(url.replace(keys.publishKey, 'nobody'), 'POST')).toEqual([400, '*', methods])
  })

  it('refuses more than it takes in a second', async () => {
    const { port } = await start({ maxPublishRate: 1 })
    const client = nativeClient(port, 'ana')
    const publishes = [1, 2, 3].map((message) => client.publish({ channel: 'a', message }))
    const outcomes = await Promise.allSettled(publishes)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { status: { statusCode: 429 } },
    })
  })

  it('reads history from the newest on, by a start that is excluded and an end that is included', async () => {
    const client = nativeClient(shared.port, 'ana')
    const at: string[] = []
    for (const message of [1, 2, 3, 4, 5]) {
      at.push(String((await client.publish({ channel: 'history', message, meta: { message } })).timetoken))
    }
    const read = async (range: { start?: string; end?: string; count?: number }): Promise<readonly unknown[]> => {
      const { channels } = await client.fetchMessages({ channels: ['history'], ...range })
      return (channels['history'] ?? []).map(({ message }) => message as unknown)
    }
    const [first = '', second = '', , fourth = ''] = at
    expect(await read({})).toEqual([1, 2, 3, 4, 5])
    expect(await read({ count: 2 })).toEqual([4, 5])
    expect(await read({ start: fourth })).toEqual([1, 2, 3])
    expect(await read({ end: second })).toEqual([2, 3, 4, 5])
    expect(await read({ start: fourth, end: second })).toEqual([2, 3])
    const { channels } = await client.fetchMessages({ channels: ['history'], count: 1, includeMeta: true })
    expect(channels['history']).toMatchObject([{ uuid: 'ana', meta: { message: 5 }, timetoken: at[4] }])
    expect(await client.messageCounts({ channels: ['history'], channelTimetokens: [first] })).toMatchObject({
      channels: { history: 4 },
    })
    await client.deleteMessages({ channel: 'history', start: first, end: second })
    expect(await read({})).toEqual([1, 3, 4, 5])
  })

  it('keeps history over a stop where it is told to', async () => {
    const storage = new Storage()
    const first = await startStandIn({ storage })
    await nativeClient(first.port, 'ana').publish({ channel: 'kept', message: 'x' })
    await first.close()
    const second = await start({ storage })
    const { channels } = await nativeClient(second.port, 'ana').fetchMessages({ channels: ['kept'] })
    expect(channels['kept']).toMatchObject([{ message: 'x' }])
  })

  it('says which features the keyset does not have', async () => {
    const { port } = await start({ persistence: false, hasPresence: false })
    const client = nativeClient(port, 'ana')
    expect(await refusal(client.fetchMessages({ channels: ['a'] }))).toMatchObject({ statusCode: 402 })
    expect(await refusal(client.hereNow({ channels: ['a'] }))).toMatchObject({ statusCode: 402 })
  })
})

describe('presence at a stand-in of PubNub', () => {
  it('tells who joins, changes and leaves', async () => {
    const { port } = await start()
    const [ana, bob] = [nativeClient(port, 'ana'), nativeClient(port, 'bob')]
    const events = presenceOf(ana)
    await subscribing(ana, { channels: ['room'], withPresence: true })
    await subscribed(bob, 'room')
    await bob.setState({ channels: ['room'], state: { mood: 'good' } })
    bob.unsubscribe({ channels: ['room'] })
    await vi.waitFor(() => expect(events).toHaveLength(4))
    expect(events.map(({ action, uuid, occupancy }) => [action, uuid, occupancy])).toEqual([
      ['join', 'ana', 1],
      ['join', 'bob', 2],
      ['state-change', 'bob', 2],
      ['leave', 'bob', 1],
    ])
    expect(events[2]).toMatchObject({ channel: 'room', state: { mood: 'good' } })
  })

  it('answers who is here, in one channel, in several and in all, and where somebody is', async () => {
    const { port } = await start()
    const [ana, bob] = [nativeClient(port, 'ana'), nativeClient(port, 'bob')]
    await subscribed(ana, 'a', 'b')
    await subscribed(bob, 'b')
    await bob.setState({ channels: ['b'], state: { mood: 1 } })
    expect(await ana.getState({ uuid: 'bob', channels: ['b'] })).toMatchObject({ channels: { b: { mood: 1 } } })
    expect(await ana.hereNow({ channels: ['b'], includeState: true })).toMatchObject({
      totalOccupancy: 2,
      channels: { b: { occupants: [{ uuid: 'ana' }, { uuid: 'bob', state: { mood: 1 } }] } },
    })
    expect(await ana.hereNow({ channels: ['a', 'b', 'c'] })).toMatchObject({
      totalChannels: 2,
      totalOccupancy: 3,
      channels: { a: { occupancy: 1 }, b: { occupancy: 2 } },
    })
    expect(await ana.hereNow({ includeUUIDs: false })).toMatchObject({ totalChannels: 2, totalOccupancy: 3 })
    expect(await bob.whereNow({ uuid: 'ana' })).toEqual({ channels: ['a', 'b'] })
  })

  it('takes those for gone who are silent, and for back who say so', async () => {
    const { port } = await start({ timeout: 60 })
    const [ana, bob] = [nativeClient(port, 'ana'), nativeClient(port, 'bob')]
    const events = presenceOf(ana)
    await subscribing(ana, { channels: ['room'], withPresence: true })
    await subscribed(bob, 'room')
    bob.disconnect()
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ action: 'timeout', uuid: 'bob' }))
    bob.reconnect()
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ action: 'join', uuid: 'bob' }))
  })

  it.each([
    ['what an interval came to', 1_000, { join: ['bob', 'cy'] }],
    ['only how many there are where that is too much', 5, undefined],
  ])('tells %s on crowded channels', async (_title, maxDeltaBytes, deltas) => {
    const { port } = await start({ announceMax: 1, interval: 50, deltas: true, maxDeltaBytes })
    const [ana, bob, cy] = ['ana', 'bob', 'cy'].map((name) => nativeClient(port, name))
    if (!ana || !bob || !cy) throw new Error('There are three')
    const events = presenceOf(ana)
    await subscribing(ana, { channels: ['room'], withPresence: true })
    await Promise.all([subscribed(bob, 'room'), subscribed(cy, 'room')])
    const last = await vi.waitFor(() => {
      const event = events.at(-1)
      if (event?.occupancy !== 3) throw new Error('Not yet')
      return event
    })
    expect(last).toMatchObject({ action: 'interval' })
    const { join } = last as { join?: readonly string[] }
    expect(join && { join: join.toSorted() }).toEqual(deltas)
  })
})

describe('tokens at a stand-in of PubNub', () => {
  it('hold what they allow, and nothing is allowed without', async () => {
    const standIn = await start({ accessManager: true })
    const client = nativeClient(standIn.port, 'ana')
    expect(await subscribed(client, 'room')).toMatchObject({
      category: 'PNAccessDeniedCategory',
      errorData: { message: 'Forbidden', payload: { channels: ['room'] } },
    })
    client.stop()
    const channels = { room: { read: true } }
    const token = standIn.grant({ channels, patterns: { 'open-.*': { write: true } }, authorizedUuid: 'ana', ttl: 5 })
    expect(client.parseToken(token)).toMatchObject({
      ttl: 5,
      authorized_uuid: 'ana',
      resources: { channels: { room: { read: true, write: false } } },
    })
    client.setToken(token)
    expect(await subscribed(client, 'room')).toMatchObject({ category: 'PNConnectedCategory' })
    await client.publish({ channel: 'open-1', message: 'x' })
    expect(await refusal(client.publish({ channel: 'room', message: 'x' }))).toMatchObject({ statusCode: 403 })
    const other = nativeClient(standIn.port, 'bob')
    other.setToken(token)
    expect(await refusal(other.fetchMessages({ channels: ['room'] }))).toMatchObject({
      errorData: { message: 'Token is not valid.' },
    })
    standIn.expire(token)
    expect(await refusal(client.fetchMessages({ channels: ['room'] }))).toMatchObject({
      category: 'PNAccessDeniedCategory',
      errorData: { message: 'Token is expired.' },
    })
  })
})

describe('limits and ages of a stand-in', () => {
  it('answers here-now the same for a while', async () => {
    const { port } = await start()
    const [ana, bob] = [nativeClient(port, 'ana'), nativeClient(port, 'bob')]
    await subscribed(ana, 'aged')
    expect((await ana.hereNow({ channels: ['aged'] })).totalOccupancy).toBe(1)
    await subscribed(bob, 'aged')
    expect((await bob.hereNow({ channels: ['aged'] })).totalOccupancy).toBe(1)
    expect((await bob.hereNow({ channels: ['aged'], includeUUIDs: false })).totalOccupancy).toBe(2)
  })

  it('refuses an address beyond 32 KiB', async () => {
    const { port } = await start()
    const ana = nativeClient(port, 'ana')
    const channels = Array.from({ length: 400 }, (_, index) => `${'x'.repeat(85)}${index}`)
    expect(await subscribing(ana, { channels })).toMatchObject({ error: true, statusCode: 400 })
  })
})
