import type { PresenceDeniedItem, PresenceIntervalItem, PresenceSnapshotItem, WireConnection } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { World } from '../test-support/world.ts'
import { createWorld, welcome, withPresence } from '../test-support/world.ts'

const entry = (name: string, updatedAt: number, state: unknown = null): WireConnection => ({
  connectionId: name === 'ana' ? welcome.connectionId : `c-${name}`,
  clientId: name,
  state,
  enteredAt: 10,
  updatedAt,
})
const snapshot = (revision: number, connections: readonly WireConnection[]): PresenceSnapshotItem => ({
  type: 'presence-snapshot',
  channel: 'room',
  revision,
  connections,
  first: true,
  last: true,
  settling: false,
})
const interval = (revision: number, more: Partial<PresenceIntervalItem>): PresenceIntervalItem => ({
  type: 'presence-interval',
  channel: 'room',
  revision,
  occupancy: 1,
  joined: [],
  updated: [],
  left: [],
  timedOut: [],
  ...more,
})

/** Attached to a crowded channel of a server that stamps each wish one later than the one before. */
async function attached(): Promise<World> {
  const world = createWorld()
  let now = 10
  world.answers.presence = ({ id, action }) => {
    now += 1
    return [action === 'leave' ? { type: 'ok', id } : { type: 'ok', id, result: { enteredAt: 11, updatedAt: now } }]
  }
  await world.connect()
  await world.session.attach('room', withPresence)
  return world
}

/** What the world was told: each list as its client ids with states, each change as what it is. */
function told(world: World): readonly string[] {
  return world.recorder.events.flatMap((event) => {
    if (event.type === 'presence')
      return [`${event.action} ${event.connection.clientId} ${String(event.connection.state)}`]
    if (event.type !== 'presence-snapshot') return []
    return [event.connections.map(({ clientId, state }) => `${clientId} ${String(state)}`).join(', ')]
  })
}

describe('our own entry', () => {
  it('is emitted as soon as the server has answered, in the form that everybody receives later', async () => {
    const world = await attached()
    world.sockets.latest.receive(snapshot(1, [entry('ben', 1)]))
    await world.session.presence.enter('room', 'here')
    await world.session.presence.update('room', 'busy')
    expect(told(world)).toEqual(['ben null', 'enter ana here', 'update ana busy'])
    expect(world.recorder.of('presence').at(-1)?.connection).toEqual({
      connectionId: welcome.connectionId,
      clientId: 'ana',
      info: null,
      state: 'busy',
      enteredAt: 11,
      updatedAt: 12,
    })
    await world.session.presence.leave('room')
    expect(told(world).at(-1)).toBe('leave ana busy')
  })

  it('is added to a list that is older than our enter, and removed from one that is older than our leave', async () => {
    const world = await attached()
    await world.session.presence.enter('room', 'here')
    world.sockets.latest.receive(snapshot(1, [entry('ben', 1)]))
    await world.session.presence.update('room', 'busy')
    world.sockets.latest.receive(snapshot(1, [entry('ana', 11, 'here'), entry('ben', 1)]))
    await world.session.presence.leave('room')
    world.sockets.latest.receive(snapshot(2, [entry('ana', 12, 'busy'), entry('ben', 1)]))
    const lists = told(world).filter((line) => line.includes('ben'))
    expect(lists).toEqual(['ben null, ana here', 'ben null, ana busy', 'ben null'])
  })

  it('outlives a connection that is resumed, and no other', async () => {
    const world = await attached()
    world.sockets.latest.receive(snapshot(1, []))
    await world.session.presence.enter('room', 'here')
    world.answers.hello = () => [{ ...welcome, resumed: true }]
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    world.sockets.latest.receive(snapshot(1, []))
    expect(told(world).at(-1)).toBe('ana here')
    world.answers.hello = () => [{ ...welcome, connectionId: 'connection-2' }]
    world.answers.presence = () => []
    world.sockets.latest.close(1006)
    await world.clock.advance(1_000)
    world.sockets.latest.receive(snapshot(1, [entry('ben', 1)]))
    expect(told(world).at(-1)).toBe('ben null')
  })

  it('is forgotten with a channel that the server has ended', async () => {
    const world = await attached()
    await world.session.presence.enter('room', 'here')
    const error = { code: 'forbidden', message: 'No longer.' } as const
    world.sockets.latest.receive({ type: 'detached', channel: 'room', resumable: false, error })
    await world.session.attach('room', withPresence)
    world.sockets.latest.receive(snapshot(1, [entry('ben', 1)]))
    expect(told(world).at(-1)).toBe('ben null')
  })

  it('is taken from the broadcast when the answer of the server has no stamps', async () => {
    const world = await attached()
    world.answers.presence = ({ id }) => [{ type: 'ok', id }]
    world.sockets.latest.receive(snapshot(1, []))
    await world.session.presence.enter('room', 'here')
    expect(told(world)).toEqual([''])
    world.sockets.latest.receive(snapshot(2, [entry('ana', 11, 'here')]))
    expect(told(world).at(-1)).toBe('ana here')
  })
})

it('asks for the list again within half a second where a crowd changed too much to tell, and once', async () => {
  const world = await attached()
  world.sockets.latest.receive(
    snapshot(1, []),
    interval(2, { refresh: true }),
    interval(3, { joined: [entry('ben', 1)] }),
  )
  await world.clock.advance(500)
  expect(world.sent('presence-sync')).toHaveLength(1)
  world.sockets.latest.receive(snapshot(3, [entry('ben', 1)]))
  await world.clock.advance(20_000)
  expect(world.sent('presence-sync')).toHaveLength(1)
  expect(world.recorder.of('presence-snapshot').map(({ refresh }) => refresh)).toEqual([false, true])
})

it('spreads those requests: clients with other randomness ask at other moments', async () => {
  const moments = new Set<number>()
  for (let seed = 1; seed <= 8; seed += 1) {
    const world = createWorld({ seed })
    await world.connect()
    await world.session.attach('room', withPresence)
    world.sockets.latest.receive(snapshot(1, []), interval(2, { refresh: true }))
    let waited = 0
    for (; world.sent('presence-sync').length === 0 && waited < 500; waited += 1) await world.clock.advance(1)
    moments.add(waited)
  }
  expect(moments.size).toBeGreaterThan(4)
  expect(Math.max(...moments)).toBeLessThanOrEqual(500)
})

it('asks nothing more for a channel that was detached meanwhile, and leaves no timer', async () => {
  const world = await attached()
  world.sockets.latest.receive(snapshot(1, []), interval(2, { refresh: true }))
  await world.session.detach('room')
  await world.clock.advance(500)
  expect(world.sent('presence-sync')).toEqual([])
  await world.session.close()
  expect(world.clock.pending).toBe(0)
})

describe('presence that the server denies', () => {
  const denied: PresenceDeniedItem = {
    type: 'presence-denied',
    channel: 'room',
    error: { code: 'forbidden', message: 'no', retryable: false },
  }

  it('is reported as hidden and, if we were present, as refused', async () => {
    const world = await attached()
    await world.session.presence.enter('room', 'here')
    world.sockets.latest.receive(snapshot(1, [entry('ben', 1)]), denied)
    expect(world.recorder.events.slice(-2)).toMatchObject([
      { type: 'presence-hidden', channel: 'room', error: { code: 'forbidden' } },
      { type: 'presence-refused', channel: 'room', error: { code: 'forbidden' } },
    ])
    world.sockets.latest.receive(denied)
    expect(world.recorder.of('presence-refused')).toHaveLength(1)
  })

  it('comes back with a list that starts anew', async () => {
    const world = await attached()
    world.sockets.latest.receive(snapshot(7, [entry('ben', 1)]), denied, snapshot(2, [entry('cem', 1)]))
    world.sockets.latest.receive({
      type: 'presence',
      channel: 'room',
      revision: 3,
      changes: [{ action: 'enter', ...entry('dan', 2) }],
    })
    expect(told(world)).toEqual(['ben null', 'cem null', 'enter dan null'])
  })

  it('leaves a request that is under way to its answer, and is not asked for again on the next connection', async () => {
    const world = await attached()
    world.answers.presence = ({ id }) => [denied, { type: 'error', id, error: denied.error }]
    await expect(world.session.presence.enter('room', 'here')).rejects.toMatchObject({ code: 'forbidden' })
    expect(world.recorder.of('presence-refused')).toEqual([])
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(world.sent('attach')).toHaveLength(2)
    expect(world.sent('presence')).toHaveLength(1)
  })
})
