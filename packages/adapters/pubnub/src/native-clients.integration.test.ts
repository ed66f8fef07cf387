import type { Adapter } from '@herenow/adapter'
import PubNub from 'pubnub'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { nativeClient, standInOptions, subscribed, subscribing } from '../test-support/native-client.ts'
import type { Person } from '../test-support/people.ts'
import { heard, join, outgoing, plain, reaches, watching } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { keys, startStandIn } from '../test-support/stand-in/stand-in.ts'
import { pubnub } from './with-hints.ts'

// On the other side: the SDK without the kit.

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.close())

async function start(options: Partial<StandInOptions>): Promise<StandIn> {
  const own = await startStandIn(options)
  onTestFinished(() => own.close())
  return own
}

function received(client: PubNub): PubNub.MessageEvent[] {
  const messages: PubNub.MessageEvent[] = []
  client.addListener({ message: (message) => void messages.push(message) })
  return messages
}

describe('a client of PubNub without the kit', () => {
  it('is heard, live and from history, as one message', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), nativeClient(standIn.port, 'bob')]
    await ana.session.attach('room:one', plain)
    const meta = { language: 'de', urgent: true }
    const { timetoken } = await bob.publish({ channel: 'room~one', message: { text: 'Hallo' }, meta })
    await bob.publish({ channel: 'room~one', message: 'plain' })
    await heard(ana, 2)
    const [full, bare] = ana.recorder.of('message').map(({ message }) => message)
    expect(full).toMatchObject({
      id: timetoken,
      channel: 'room:one',
      name: 'message',
      data: { text: 'Hallo' },
      meta,
      clientId: 'bob',
      connectionId: null,
      info: null,
      position: { offset: timetoken },
    })
    expect(bare).toMatchObject({ data: 'plain', meta: null })
    const { items } = await ana.session.history('room:one', { limit: 10, direction: 'forwards' })
    expect(items).toEqual([full, bare])
  })

  it('reads what is published as its users expect', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), nativeClient(standIn.port, 'bob')]
    const messages = received(bob)
    await subscribed(bob, 'room~two')
    const meta = { mood: 'good', tags: ['a'] }
    await ana.session.publish('room:two', [
      outgoing('m-1', { text: 'Hi' }, { meta }),
      outgoing('m-2', 7),
      outgoing('m-3', null),
    ])
    await vi.waitFor(() => expect(messages).toHaveLength(3))
    expect(messages[0]).toMatchObject({
      message: { text: 'Hi' },
      publisher: 'ana',
      userMetadata: { mood: 'good', tags: ['a'], herenow: { id: 'm-1', name: 'said' } },
    })
    expect(messages.slice(1).map(({ message }) => message as unknown)).toEqual([7, { herenow: { data: null } }])
  })

  it('sends and gets signals, which have no room for more than 64 bytes', async () => {
    const info = { name: 'Ana', avatar: `https://example.com/${'x'.repeat(64)}.png` }
    const ana = await join(standIn.port, 'ana', { info })
    const [bob, cy] = [await join(standIn.port, 'bob'), nativeClient(standIn.port, 'cy')]
    await bob.session.attach('signals', plain)
    const signals: PubNub.SignalEvent[] = []
    cy.addListener({ signal: (signal) => void signals.push(signal) })
    await subscribed(cy, 'signals')
    await cy.signal({ channel: 'signals', message: 'waves' })
    await ana.session.signal('signals', 'typing', true)
    await ana.session.publish('signals', [outgoing('m-1', 'I said it')])
    await heard(bob, 1)
    await ana.session.signal('signals', 'typing', false)
    const told = await bob.recorder.until('three signals', () => {
      const all = bob.recorder.of('signal').map(({ signal }) => signal)
      return all.length === 3 ? all : undefined
    })
    // Who it is was known only from the message.
    expect(told).toMatchObject([
      { name: 'signal', data: 'waves', clientId: 'cy' },
      { name: 'typing', data: true, clientId: 'ana', info: null },
      { name: 'typing', data: false, clientId: 'ana', info },
    ])
    await vi.waitFor(() => expect(signals).toHaveLength(3))
    expect(signals[1]).toMatchObject({ message: { name: 'typing', data: true }, publisher: 'ana' })
  })

  it('sees, and is seen, in presence', async () => {
    const info = { name: 'Ana' }
    const [ana, bob] = [await join(standIn.port, 'ana', { info }), nativeClient(standIn.port, 'bob')]
    const events: PubNub.PresenceEvent[] = []
    bob.addListener({ presence: (event) => void events.push(event) })
    await subscribing(bob, { channels: ['presence'], withPresence: true })
    await bob.setState({ channels: ['presence'], state: { status: 'busy' } })
    await ana.session.attach('presence', watching)
    await ana.session.presence.update('presence', { status: 'here' })
    await bob.setState({ channels: ['presence'], state: { status: 'back' } })
    bob.unsubscribe({ channels: ['presence'] })
    await ana.recorder.until('the leave', () => ana.recorder.of('presence').find(({ action }) => action === 'leave'))
    const bobs = ana.recorder.of('presence').filter(({ connection }) => connection.clientId === 'bob')
    expect(bobs.map(({ action, connection }) => [action, connection.state])).toEqual([
      ['update', { status: 'back' }],
      ['leave', { status: 'back' }],
    ])
    expect(ana.recorder.of('presence-snapshot')[0]?.connections).toContainEqual(
      expect.objectContaining({ clientId: 'bob', state: { status: 'busy' }, info: null }),
    )
    await vi.waitFor(() =>
      expect(events.findLast(({ uuid }) => uuid === 'ana')?.state).toEqual({ status: 'here', herenow: { info } }),
    )
  })

  it('is found by where it is, and in all channels', async () => {
    const { port } = await start({})
    const [ana, bob] = [await join(port, 'ana'), nativeClient(port, 'bob')]
    await subscribed(bob, 'room~a', 'room~b', 'no-name-of-ours!')
    expect(await ana.session.whereNow('bob')).toEqual(['room:a', 'room:b'])
    const first = await ana.session.hereNow({ limit: 1, includeMembers: true })
    expect(first).toMatchObject({
      totalChannels: 2,
      totalOccupancy: 2,
      channels: { 'room:a': { occupancy: 1, members: [{ clientId: 'bob' }] } },
      cursor: 'room:a',
    })
    expect(await ana.session.hereNow({ limit: 1, cursor: 'room:a' })).toMatchObject({
      channels: { 'room:b': { occupancy: 1 } },
    })
  })
})

describe('a crowded channel', () => {
  it.each([
    ['is told by what intervals came to', { deltas: true }],
    ['is asked for anew where an interval does not say who', { deltas: false }],
    ['is asked for anew where that would be too much', { deltas: true, maxDeltaBytes: 5 }],
  ])('%s', async (_title, options) => {
    const { port } = await start({ announceMax: 1, interval: 50, ...options })
    const ana = await join(port, 'ana')
    await ana.session.attach('room', watching)
    await ana.recorder.until('who is there', () => ana.recorder.of('presence-snapshot')[0])
    await Promise.all(['bob', 'cy'].map((name) => subscribed(nativeClient(port, name), 'room')))
    const clients = (): readonly string[] => {
      const listed = ana.recorder.of('presence-snapshot').at(-1)?.connections ?? []
      const joined = ana.recorder.of('presence-interval').flatMap((event) => event.joined)
      return [...new Set([...listed, ...joined].map(({ clientId }) => clientId))].toSorted()
    }
    await ana.recorder.until('all three', () => clients().join() === 'ana,bob,cy' || undefined)
    if (options.deltas && !('maxDeltaBytes' in options)) return
    expect(ana.recorder.of('presence-snapshot').at(-1)).toMatchObject({ refresh: true })
  })
})

describe('what PubNub forgets', () => {
  const numbers = Array.from({ length: 30 }, (_, index) => index + 1)

  /** Publishes while `ana` can't listen. */
  async function publishUnheard({ port, fail }: Pick<StandIn, 'port' | 'fail'>, ana: Person): Promise<void> {
    const bob = nativeClient(port, 'bob')
    fail('/v2/subscribe', 503)
    // Whoever waits for a message gets this one, and an error after it.
    await bob.publish({ channel: 'room', message: 0.5 })
    await reaches(ana, 'disconnected')
    for (const message of numbers) await bob.publish({ channel: 'room', message })
    await bob.publish({ channel: 'other', message: 'one' })
    fail('/v2/subscribe', null)
  }

  it('beyond a hundred messages is read from history, in order', async () => {
    const standInWith = await start({ queueSize: 5 })
    const ana = await join(standInWith.port, 'ana', { adapter: adapterWithQueueOf(5, standInWith.port) })
    await ana.session.attach('room', plain)
    await ana.session.attach('other', plain)
    await publishUnheard({ port: standInWith.port, fail: (...of) => standInWith.fail(...of) }, ana)
    await heard(ana, numbers.length + 2)
    expect(ana.recorder.of('message', 'room').map(({ message }) => message.data)).toEqual([0.5, ...numbers])
    expect(ana.recorder.of('message', 'other')).toHaveLength(1)
    expect(ana.recorder.of('gap')).toEqual([])
  })

  it('is a gap where the keyset keeps no messages, which the attach says', async () => {
    const poor = await start({ queueSize: 5, persistence: false, hasPresence: false })
    const options = { adapter: adapterWithQueueOf(5, poor.port), info: { name: 'Ana' } }
    const ana = await join(poor.port, 'ana', options)
    await ana.session.attach('room', watching)
    expect(ana.recorder.of('attached')).toMatchObject([
      { capabilities: { history: 'none', recovery: 'session', presence: 'none', hereNow: 'none' } },
    ])
    await expect(ana.session.history('room', { limit: 1, direction: 'forwards' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('(402)'),
      hint: expect.stringContaining('Message Persistence'),
    })
    expect(ana.recorder.of('presence-hidden')).toEqual([])
    expect(ana.recorder.of('error')).toEqual([])
    await publishUnheard({ port: poor.port, fail: (...of) => poor.fail(...of) }, ana)
    const gap = await ana.recorder.until('a gap', () => ana.recorder.of('gap')[0])
    await ana.recorder.until('the last message', () =>
      ana.recorder.of('message').find(({ message }) => message.data === 30),
    )
    const after = ana.recorder.of('message')[1]?.message.position
    expect(gap.position && after && ana.session.compare('room', gap.position, after)).toBe(-1)
  })
})

/** The SDK says when an answer may not have held all: here, after fewer messages. */
function adapterWithQueueOf(size: number, port: number): Adapter {
  return pubnub((options) => {
    const own = { ...keys, ...options, ...standInOptions(port), requestMessageCountThreshold: size }
    return new PubNub(own)
  })
}
