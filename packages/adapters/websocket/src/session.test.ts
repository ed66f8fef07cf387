import type { Position } from '@herenow/adapter'
import type { PresenceItem } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { World } from '../test-support/world.ts'
import { createWorld, plain, wireMessage, withPresence } from '../test-support/world.ts'

async function connected(): Promise<World> {
  const world = createWorld()
  await world.connect()
  return world
}
const entry = { connectionId: 'c1', clientId: 'bob', state: 'here', enteredAt: 10, updatedAt: 20 }

describe('history', () => {
  it('asks with every bound and gives back messages and the query of the next page', async () => {
    const world = await connected()
    world.answers.history = ({ id }) => [
      {
        type: 'ok',
        id,
        result: { epoch: 'h', messages: [wireMessage(9), wireMessage(8)], more: true, complete: true },
      },
    ]
    const query = {
      limit: 2,
      direction: 'backwards',
      start: 5,
      end: 6,
      before: { epoch: 'h', offset: 10 },
      after: { epoch: 'h', offset: 1 },
      until: { epoch: 'h', offset: 9 },
    } as const
    const page = await world.session.history('room', query)
    expect(world.sent('history')).toEqual([{ type: 'history', id: expect.any(Number), channel: 'room', ...query }])
    expect(page.items.map(({ position }) => position)).toEqual([
      { epoch: 'h', offset: 9 },
      { epoch: 'h', offset: 8 },
    ])
    expect(page.next).toEqual({ ...query, before: { epoch: 'h', offset: 8 } })
    expect(page.complete).toBe(true)
  })

  it('goes on after the last message forwards, and ends where the server says so', async () => {
    const world = await connected()
    let more = true
    world.answers.history = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'h', messages: [wireMessage(1)], more, complete: false } },
    ]
    const query = { limit: 1, direction: 'forwards' } as const
    const first = await world.session.history('room', query)
    expect(first).toMatchObject({ next: { ...query, after: { epoch: 'h', offset: 1 } }, complete: false })
    more = false
    expect((await world.session.history('room', query)).next).toBeNull()
  })

  it('does not page on for ever when a server promises more but gives nothing', async () => {
    const world = await connected()
    world.answers.history = ({ id }) => [
      { type: 'ok', id, result: { epoch: 'h', messages: [], more: true, complete: true } },
    ]
    expect((await world.session.history('room', { limit: 1, direction: 'backwards' })).next).toBeNull()
  })
})

describe('who is here', () => {
  it('is put together from all pages of a channel', async () => {
    const world = await connected()
    world.answers['presence-get'] = ({ id, cursor }) => [
      {
        type: 'ok',
        id,
        result:
          cursor === undefined
            ? { connections: [entry], cursor: 'more' }
            : { connections: [{ ...entry, connectionId: 'c2', info: { name: 'Bob' } }] },
      },
    ]
    expect(await world.session.presence.get('room')).toEqual([
      { ...entry, info: null },
      { ...entry, connectionId: 'c2', info: { name: 'Bob' } },
    ])
  })

  it('is grouped by person: oldest connection first, with the state of the one that was updated last', async () => {
    const world = await connected()
    world.answers['here-now'] = ({ id }) => [
      {
        type: 'ok',
        id,
        result: {
          totalChannels: 2,
          totalOccupancy: 3,
          cursor: 'next',
          channels: [
            {
              channel: '__proto__',
              occupancy: 2,
              connections: [
                { ...entry, connectionId: 'new', state: 'old news', enteredAt: 30, updatedAt: 30, info: { name: 'B' } },
                { ...entry, connectionId: 'old', state: 'fresh', enteredAt: 10, updatedAt: 40, info: { name: 'Bob' } },
                { ...entry, connectionId: 'other', clientId: 'cy', state: null },
              ],
            },
            { channel: 'room', occupancy: 1 },
          ],
        },
      },
    ]
    const { channels, ...totals } = await world.session.hereNow({ includeMembers: true, includeState: true, limit: 2 })
    expect(world.sent('here-now')).toMatchObject([{ members: true, state: true, limit: 2 }])
    expect(totals).toEqual({ totalChannels: 2, totalOccupancy: 3, cursor: 'next' })
    expect(Object.getPrototypeOf(channels)).toBeNull()
    expect(Object.keys(channels)).toEqual(['__proto__', 'room'])
    expect(channels['room']).toEqual({ occupancy: 1 })
    expect(Object.entries(channels)[0]?.[1].members).toEqual([
      {
        clientId: 'bob',
        info: { name: 'Bob' },
        state: 'fresh',
        connections: [
          { connectionId: 'old', state: 'fresh', enteredAt: 10 },
          { connectionId: 'new', state: 'old news', enteredAt: 30 },
        ],
        enteredAt: 10,
        updatedAt: 40,
      },
      {
        clientId: 'cy',
        info: null,
        state: null,
        connections: [{ connectionId: 'other', state: null, enteredAt: 10 }],
        enteredAt: 10,
        updatedAt: 20,
      },
    ])
  })

  it('is asked for by client too', async () => {
    const world = await connected()
    world.answers['where-now'] = ({ id, clientId }) => [{ type: 'ok', id, result: { channels: [`of-${clientId}`] } }]
    expect(await world.session.whereNow('bob')).toEqual(['of-bob'])
    world.answers['where-now'] = ({ id, cursor }) => {
      const result = cursor === undefined ? { channels: ['a'], cursor: 'a' } : { channels: [`after-${cursor}`] }
      return [{ type: 'ok', id, result }]
    }
    expect(await world.session.whereNow('bob')).toEqual(['a', 'after-a'])
  })
})

describe('presence of an attached channel', () => {
  const snapshot = {
    type: 'presence-snapshot',
    channel: 'room',
    connections: [entry],
    first: true,
    last: true,
    settling: false,
  }
  const change = (revision: number): PresenceItem => ({
    type: 'presence',
    channel: 'room',
    revision,
    changes: [{ ...entry, action: 'update' }],
  })

  it('is emitted from the snapshot on, and another snapshot is requested when a revision is missing', async () => {
    const world = await connected()
    await world.session.attach('room', withPresence)
    world.sockets.latest.receive({ ...snapshot, revision: 1 }, change(2), change(4))
    expect(world.recorder.of('presence-snapshot')).toHaveLength(1)
    expect(world.recorder.of('presence')).toMatchObject([
      { action: 'update', connection: { connectionId: 'c1', clientId: 'bob', info: null, state: 'here' } },
    ])
    await world.clock.advance(500)
    expect(world.sent('presence-sync')).toMatchObject([{ channel: 'room' }])
  })

  it('is asked for again when the server does not answer', async () => {
    const world = await connected()
    world.answers['presence-sync'] = () => []
    await world.session.attach('room', withPresence)
    world.sockets.latest.receive({ ...snapshot, revision: 1 }, change(3))
    await world.clock.advance(11_000)
    expect(world.sent('presence-sync')).toHaveLength(2)
  })

  it('starts anew on the next connection', async () => {
    const world = await connected()
    await world.session.attach('room', withPresence)
    world.sockets.latest.receive({ ...snapshot, revision: 90 })
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    world.recorder.clear()
    world.sockets.latest.receive(change(2), { ...snapshot, revision: 1 })
    expect(world.recorder.events.map(({ type }) => type)).toEqual(['presence-snapshot', 'presence'])
  })

  it('is not told where it was not asked for', async () => {
    const world = await connected()
    await world.session.attach('room', plain)
    world.sockets.latest.receive({ ...snapshot, revision: 1 }, change(2))
    expect(world.recorder.of('presence-snapshot')).toEqual([])
  })
})

describe('watching occupancy', () => {
  it('emits counts, and goes on after a reconnect', async () => {
    const world = createWorld()
    world.session.watchOccupancy({ channels: ['a'], all: false })
    await world.connect()
    world.session.watchOccupancy({ channels: [], all: true })
    await world.clock.advance(0)
    world.sockets.latest.receive({ type: 'occupancy', counts: [{ channel: 'a', occupancy: 3 }] })
    expect(world.recorder.of('occupancy')).toEqual([{ type: 'occupancy', counts: [{ channel: 'a', occupancy: 3 }] }])
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(world.sent('watch').map(({ channels, all }) => [channels, all])).toEqual([
      [['a'], undefined],
      [[], true],
      [[], true],
    ])
  })

  it('is not asked for again once it is empty', async () => {
    const world = await connected()
    world.session.watchOccupancy({ channels: ['a'], all: false })
    world.session.watchOccupancy({ channels: [], all: false })
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(world.sockets.latest.sent.map(({ type }) => type)).toEqual(['hello'])
  })

  it('reports a refusal as an error, as there is no call to reject', async () => {
    const world = await connected()
    world.answers.watch = ({ id }) => [{ type: 'error', id, error: { code: 'forbidden', message: 'No.' } }]
    world.session.watchOccupancy({ channels: ['a'], all: false })
    await world.clock.advance(0)
    expect(world.recorder.of('error')).toMatchObject([{ error: { code: 'forbidden' } }])
  })
})

describe('positions', () => {
  it('are compared within an epoch only', () => {
    const { session } = createWorld()
    const compare = (a: Position, b: Position): unknown => session.compare('room', a, b)
    expect(compare({ epoch: 'e', offset: 1 }, { epoch: 'e', offset: 2 })).toBe(-1)
    expect(compare({ epoch: 'e', offset: 10 }, { epoch: 'e', offset: 9 })).toBe(1)
    expect(compare({ epoch: 'e', offset: 3 }, { epoch: 'e', offset: 3 })).toBe(0)
    expect(compare({ epoch: 'e', offset: 3 }, { epoch: 'f', offset: 3 })).toBeNull()
    expect(compare({ epoch: 'e', offset: 3 }, { epoch: 'e', offset: '3' })).toBeNull()
  })
})

describe('requests', () => {
  it('are rejected at once while there is no connection', async () => {
    const { session } = createWorld()
    for (const request of [
      session.history('room', { limit: 1, direction: 'backwards' }),
      session.hereNow({}),
      session.whereNow('bob'),
      session.presence.get('room'),
    ]) {
      await expect(request).rejects.toMatchObject({ code: 'connection_closed', retryable: true })
    }
  })

  it('are rejected when the connection ends before the answer, also by close', async () => {
    for (const end of [
      (world: World) => world.sockets.latest.close(1006),
      (world: World) => void world.session.close(),
    ]) {
      const world = await connected()
      const request = world.session.whereNow('bob')
      const ping = world.session.ping()
      world.answers.ping = () => []
      end(world)
      for (const promise of [request, ping]) await expect(promise).rejects.toMatchObject({ code: 'connection_closed' })
    }
  })

  it('are rejected when the answer has another shape', async () => {
    const world = await connected()
    world.answers['where-now'] = ({ id }) => [{ type: 'ok', id, result: { channels: [1] } }]
    await expect(world.session.whereNow('bob')).rejects.toMatchObject({ code: 'protocol_error' })
  })
})
