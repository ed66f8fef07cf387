import type { AdapterSession, OutgoingMessage } from '@herenow/adapter'
import type { EventRecorder, TestEnv } from '@herenow/testing'
import { createEventRecorder, createTestEnv, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { Hub } from './index.ts'
import { createHub } from './index.ts'

interface Client {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
  readonly data: () => readonly unknown[]
  readonly statuses: () => readonly string[]
}
const plain = { since: null, rewind: null, presence: false }
const outgoing = (id: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id,
  name: 'said',
  data: id,
  meta: null,
  store: true,
  ttl: null,
  ...more,
})

function open(hub: Hub, world: TestEnv, clientId: string | null, failFast = false): Client {
  const recorder = createEventRecorder()
  const session = hub.adapter().open({
    clientId,
    info: null,
    failFast,
    token: () => Promise.resolve(null),
    env: world.env,
    log: silentLogger,
    emit: recorder.emit,
  })
  return {
    session,
    recorder,
    data: () => recorder.of('message').map(({ message }) => message.data),
    statuses: () => recorder.of('connection').map(({ state }) => state.status),
  }
}
async function join(hub: Hub, world: TestEnv, clientId: string): Promise<Client> {
  const client = open(hub, world, clientId)
  client.session.connect()
  await world.clock.advance(0)
  return client
}

describe('a hub', () => {
  it('shares nothing with other hubs', async () => {
    const world = createTestEnv()
    const [ana, bob] = [await join(createHub(), world, 'ana'), await join(createHub(), world, 'bob')]
    await ana.session.attach('room', plain)
    await bob.session.publish('room', [outgoing('a')])
    await world.clock.advance(1_000)
    expect(ana.data()).toEqual([])
  })

  it('gives a client id to clients without one', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const guests = [open(hub, world, null), open(hub, world, null)]
    for (const guest of guests) guest.session.connect()
    await world.clock.advance(0)
    const names = guests.map(({ recorder }) => {
      const state = recorder.of('connection').at(-1)?.state
      return state?.status === 'connected' ? state.clientId : state?.status
    })
    expect(names).toEqual(['guest-1', 'guest-2'])
  })

  it('emits nothing before the call that caused it has returned, and everything of one turn at once', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
    await ana.session.attach('room', plain)
    const before = ana.recorder.batches.length
    const published = ['a', 'b', 'c'].map((id) => bob.session.publish('room', [outgoing(id)]))
    expect(ana.data()).toEqual([])
    await Promise.all(published)
    expect(ana.data()).toEqual(['a', 'b', 'c'])
    expect(ana.recorder.batches).toHaveLength(before + 1)
  })

  it('delivers copies, so that data changed after a publish reaches nobody', async () => {
    const world = createTestEnv()
    const ana = await join(createHub(), world, 'ana')
    await ana.session.attach('room', plain)
    const data = { text: 'as sent' }
    await ana.session.publish('room', [outgoing('a', { data })])
    data.text = 'changed'
    expect(ana.data()).toEqual([{ text: 'as sent' }])
  })

  it('refuses signals that are too large, before they leave', async () => {
    const ana = await join(createHub(), createTestEnv(), 'ana')
    await expect(ana.session.signal('room', 'x', 'é'.repeat(32))).rejects.toMatchObject({ code: 'signal_too_large' })
  })

  it('keeps a thousand messages and says what it had to drop', async () => {
    const world = createTestEnv()
    const ana = await join(createHub(), world, 'ana')
    const outcomes = await ana.session.publish(
      'room',
      Array.from({ length: 1_001 }, (_, index) => outgoing(`m${index}`)),
    )
    const [dropped, oldest] = outcomes.map((it) => (it.error === undefined ? it.position : null))
    if (!dropped || !oldest) throw new Error('Nothing was stored')
    const after = { limit: 2_000, direction: 'forwards', after: dropped } as const
    expect(await ana.session.history('room', after)).toMatchObject({ complete: true })
    const gone = { ...dropped, offset: 0 }
    expect(await ana.session.history('room', { ...after, after: gone })).toMatchObject({ complete: false })
    await ana.session.attach('room', { ...plain, since: gone })
    expect(ana.recorder.of('attached')).toMatchObject([{ recovered: false }])
  })

  it('forgets messages when their time is over', async () => {
    const world = createTestEnv()
    const ana = await join(createHub(), world, 'ana')
    await ana.session.publish('room', [outgoing('short', { ttl: 5 }), outgoing('long')])
    await world.clock.advance(5_000)
    const page = await ana.session.history('room', { limit: 10, direction: 'forwards' })
    expect(page.items.map(({ id }) => id)).toEqual(['long'])
  })
})

describe('watching occupancy', () => {
  it('tells only when the number of people changes', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob, again] = [
      await join(hub, world, 'ana'),
      await join(hub, world, 'bob'),
      await join(hub, world, 'bob'),
    ]
    ana.session.watchOccupancy({ channels: ['room'], all: false })
    await bob.session.presence.enter('room', 1)
    await bob.session.presence.update('room', 2)
    await again.session.presence.enter('room', 1)
    await bob.session.presence.leave('room')
    await again.session.presence.leave('room')
    const counts = ana.recorder.of('occupancy').flatMap((event) => event.counts.map(({ occupancy }) => occupancy))
    expect(counts).toEqual([0, 1, 0])
  })
})

it('does not mistake the answer to an abandoned attach for the answer to a later one', async () => {
  const ana = await join(createHub(), createTestEnv(), 'ana')
  const calls = [ana.session.attach('room', plain), ana.session.detach('room'), ana.session.attach('room', plain)]
  const [given, , wanted] = await Promise.allSettled(calls)
  expect([given?.status, wanted?.status]).toEqual(['rejected', 'fulfilled'])
  expect(ana.recorder.of('attached')).toHaveLength(1)
})

it('delivers a message once that is both live and replayed because the options changed', async () => {
  const world = createTestEnv()
  const hub = createHub()
  const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
  await ana.session.attach('room', plain)
  hub.latency(100)
  const published = bob.session.publish('room', [outgoing('between')])
  await world.clock.advance(50)
  const again = ana.session.attach('room', { ...plain, presence: true })
  await world.clock.advance(1_000)
  await Promise.all([published, again])
  expect(ana.data()).toEqual(['between'])
  expect(ana.recorder.of('presence-snapshot')).toHaveLength(1)
})

describe('seedHistory', () => {
  it('fills an empty channel, oldest message first, and delivers nothing to anybody', async () => {
    const world = createTestEnv()
    const hub = createHub()
    hub.seedHistory('room', [
      { name: 'said', data: 1, clientId: 'bob', info: { name: 'Bob' } },
      { name: 'said', data: 2, clientId: 'cy', id: 'own-id', meta: { a: 1 } },
    ])
    const ana = await join(hub, world, 'ana')
    await ana.session.attach('room', plain)
    hub.seedHistory('other', [{ name: 'said', data: 3, clientId: 'bob' }])
    await world.clock.advance(0)
    expect(ana.data()).toEqual([])
    const { items } = await ana.session.history('room', { limit: 10, direction: 'forwards' })
    expect(items).toMatchObject([
      { data: 1, clientId: 'bob', info: { name: 'Bob' }, timestamp: world.clock.date() },
      { id: 'own-id', data: 2, meta: { a: 1 }, connectionId: null },
    ])
    expect((await ana.session.history('other', { limit: 10, direction: 'forwards' })).items).toHaveLength(1)
  })
})

describe('latency', () => {
  it('delays everything, each way, and keeps the order when it falls', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
    await ana.session.attach('room', plain)
    hub.latency(100)
    const slow = bob.session.publish('room', [outgoing('slow')])
    hub.latency(0)
    const quick = bob.session.publish('room', [outgoing('quick')])
    await world.clock.advance(99)
    expect(ana.data()).toEqual([])
    await world.clock.advance(1)
    expect(ana.data()).toEqual(['slow', 'quick'])
    await Promise.all([slow, quick])
    hub.latency(50)
    const ping = ana.session.ping()
    await world.clock.advance(100)
    expect(await ping).toBe(100)
  })
})

describe('being offline', () => {
  it('breaks connections, rejects what is under way as unknown, and lets them back in at once', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
    const published = ana.session.publish('room', [outgoing('a')])
    hub.goOffline()
    expect(await published).toMatchObject([
      { error: { code: 'connection_closed', retryable: true, outcome: 'unknown' } },
    ])
    await world.clock.advance(60_000)
    expect(new Set(ana.statuses().slice(2))).toEqual(new Set(['disconnected', 'connecting']))
    hub.goOnline()
    await world.clock.advance(0)
    expect([ana.statuses().at(-1), bob.statuses().at(-1)]).toEqual(['connected', 'connected'])
  })

  it('waits longer and longer between attempts', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const ana = await join(hub, world, 'ana')
    hub.goOffline('ana')
    await world.clock.advance(60_000)
    const attempts = ana.statuses().filter((status) => status === 'connecting').length
    expect(attempts).toBeGreaterThan(10)
    expect(attempts).toBeLessThan(35)
  })

  it('is final for a client that must fail fast', async () => {
    const world = createTestEnv()
    const hub = createHub()
    hub.goOffline()
    const ana = open(hub, world, 'ana', true)
    ana.session.connect()
    await world.clock.advance(0)
    expect(ana.recorder.of('connection').at(-1)).toMatchObject({
      state: { status: 'failed', reason: { code: 'connection_failed' } },
    })
    expect(world.clock.pending).toBe(0)
  })

  it('of one client leaves the others alone; disconnect lets it come back by itself', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
    hub.disconnect('ana')
    expect([ana.statuses().at(-1), bob.statuses().at(-1)]).toEqual(['disconnected', 'connected'])
    await world.clock.advance(1_000)
    expect(ana.statuses().at(-1)).toBe('connected')
  })

  it('ends presence after the grace, and tells nobody before', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
    await ana.session.attach('room', { ...plain, presence: true })
    await bob.session.presence.enter('room', 1)
    const story = (): readonly string[] => ana.recorder.of('presence').map(({ action }) => action)
    hub.goOffline('bob')
    await world.clock.advance(9_000)
    hub.goOnline('bob')
    await world.clock.advance(60_000)
    expect(story()).toEqual(['enter'])
    hub.goOffline('bob')
    await world.clock.advance(10_000)
    expect(story()).toEqual(['enter', 'timeout'])
    hub.goOnline('bob')
    await world.clock.advance(0)
    expect(story()).toEqual(['enter', 'timeout', 'enter'])
  })
})

describe('drop', () => {
  it('loses and duplicates nothing for callers that repeat a publish whose outcome is unknown', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const world = createTestEnv({ seed })
      const hub = createHub()
      const [ana, bob] = [await join(hub, world, 'ana'), await join(hub, world, 'bob')]
      await ana.session.attach('room', plain)
      hub.drop(0.2)
      const ids = Array.from({ length: 30 }, (_, index) => `m${index}`)
      for (const id of ids) {
        for (let done = false; !done;) {
          const published = bob.session.publish('room', [outgoing(id)])
          await world.clock.advance(200)
          done = (await published)[0]?.error === undefined
        }
      }
      hub.drop(0)
      await world.clock.advance(10_000)
      expect(ana.data(), `seed ${seed}`).toEqual(ids)
      expect(ana.statuses(), `seed ${seed}`).toContain('disconnected')
    }
  })
})

describe('restart', () => {
  it('starts another epoch: earlier messages are gone, and the next attach says so', async () => {
    const world = createTestEnv()
    const hub = createHub()
    const ana = await join(hub, world, 'ana')
    await ana.session.attach('room', plain)
    await ana.session.presence.enter('room', 'here')
    await ana.session.publish('room', [outgoing('a'), outgoing('b')])
    hub.restart()
    await world.clock.advance(1_000)
    expect(ana.recorder.of('attached').at(-1)).toMatchObject({ recovered: false, position: { offset: 0 } })
    await ana.session.publish('room', [outgoing('c')])
    expect(ana.data()).toEqual(['a', 'b', 'c'])
    expect(await ana.session.presence.get('room')).toMatchObject([{ clientId: 'ana', state: 'here' }])
    const { items } = await ana.session.history('room', { limit: 10, direction: 'forwards' })
    expect(items.map(({ id }) => id)).toEqual(['c'])
    const [old, now] = ana.recorder.of('attached').map(({ position }) => position)
    expect(old && now && ana.session.compare('room', old, now)).toBeNull()
  })
})

it('leaves no timer after close, whatever was going on', async () => {
  for (const disturb of [
    () => {},
    (hub: Hub) => hub.latency(100),
    (hub: Hub) => hub.goOffline(),
    (hub: Hub) => hub.disconnect('ana'),
  ]) {
    const world = createTestEnv()
    const hub = createHub()
    const ana = await join(hub, world, 'ana')
    disturb(hub)
    const attached = ana.session.attach('room', plain)
    const rejected = expect(attached).rejects.toMatchObject({ code: 'connection_closed' })
    await ana.session.close()
    await rejected
    expect(world.clock.pending).toBe(0)
    hub.goOnline()
    await world.clock.advance(60_000)
    expect(ana.statuses().at(-1)).toBe('closed')
  }
})
