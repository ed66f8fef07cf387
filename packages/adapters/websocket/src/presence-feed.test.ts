import { createEventBatch } from '@herenow/adapter'
import type { AdapterEvent, PresenceAction } from '@herenow/adapter'
import type { PresenceIntervalItem, PresenceItem, PresenceSnapshotItem, WireConnection } from '@herenow/protocol'
import { array, assert, boolean, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OwnEntries } from './own-entries.ts'
import { createPresenceFeed } from './presence-feed.ts'

const connection = (connectionId: string): WireConnection => ({
  connectionId,
  clientId: `client of ${connectionId}`,
  state: null,
  enteredAt: 1,
  updatedAt: 1,
})
const change = (revision: number, connectionId: string, action: PresenceAction = 'enter'): PresenceItem => ({
  type: 'presence',
  channel: 'room',
  revision,
  changes: [{ ...connection(connectionId), action }],
})
const page = (
  revision: number,
  ids: readonly string[],
  more: Partial<PresenceSnapshotItem> = {},
): PresenceSnapshotItem => ({
  type: 'presence-snapshot',
  channel: 'room',
  revision,
  connections: ids.map(connection),
  first: true,
  last: true,
  settling: false,
  ...more,
})

const interval = (
  revision: number,
  joined: readonly string[],
  left: readonly string[] = [],
  more: Partial<PresenceIntervalItem> = {},
): PresenceIntervalItem => ({
  type: 'presence-interval',
  channel: 'room',
  revision,
  occupancy: 0,
  joined: joined.map(connection),
  updated: [],
  left: left.map((connectionId) => ({ connectionId, clientId: `client of ${connectionId}` })),
  timedOut: [],
  ...more,
})

/** Somebody who takes no part: everybody is as the server says. */
const asTold: Pick<OwnEntries, 'correct'> = { correct: (_, connections) => connections }

/** What an observer would show, and how often the server was asked. */
function createObserver(): {
  readonly feed: ReturnType<typeof createPresenceFeed>
  readonly present: Set<string>
  readonly told: string[]
  syncs: number
} {
  const present = new Set<string>()
  const told: string[] = []
  const take = (event: AdapterEvent): void => {
    if (event.type === 'presence-interval') {
      const { joined, updated, left, timedOut } = event
      for (const it of [...joined, ...updated]) present.add(it.connectionId)
      for (const it of [...left, ...timedOut]) present.delete(it.connectionId)
      told.push(`interval: ${event.occupancy} here`)
    } else if (event.type === 'presence-snapshot') {
      told.push(`${event.refresh ? 'refreshed' : 'all'}: ${event.connections.map((it) => it.connectionId).join()}`)
      present.clear()
      for (const it of event.connections) present.add(it.connectionId)
    } else if (event.type === 'presence') {
      told.push(`${event.action} ${event.connection.connectionId}`)
      if (event.action === 'leave' || event.action === 'timeout') present.delete(event.connection.connectionId)
      else present.add(event.connection.connectionId)
    }
  }
  const observer = {
    present,
    told,
    syncs: 0,
    feed: createPresenceFeed({
      channel: 'room',
      events: createEventBatch((events) => events.forEach(take)),
      own: asTold,
      sync: () => (observer.syncs += 1),
    }),
  }
  return observer
}

it('emits a snapshot, then each change', () => {
  const { feed, told } = createObserver()
  feed.snapshot(page(3, ['a', 'b']))
  feed.change(change(4, 'c'))
  feed.change(change(5, 'a', 'update'))
  feed.change(change(6, 'b', 'timeout'))
  expect(told).toEqual(['all: a,b', 'enter c', 'update a', 'timeout b'])
})

it('buffers changes that come before the snapshot, and emits those that are newer', () => {
  const { feed, told } = createObserver()
  feed.change(change(3, 'a'))
  feed.change(change(4, 'b'))
  feed.change(change(5, 'c'))
  expect(told).toEqual([])
  feed.snapshot(page(4, ['a', 'b']))
  expect(told).toEqual(['all: a,b', 'enter c'])
})

it('joins the pages of a snapshot, and brings nobody back who leaves meanwhile', () => {
  const { feed, told, present } = createObserver()
  feed.snapshot(page(1, ['a']))
  feed.snapshot(page(7, ['a', 'b'], { last: false }))
  feed.change(change(8, 'd', 'leave'))
  feed.snapshot(page(7, ['c', 'd'], { first: false }))
  expect(told).toEqual(['all: a', 'all: a,b,c,d', 'leave d'])
  expect([...present]).toEqual(['a', 'b', 'c'])
})

it('drops the pages of a snapshot that another one overtakes', () => {
  const { feed, told } = createObserver()
  feed.snapshot(page(1, ['a', 'b'], { last: false }))
  feed.snapshot(page(2, ['c'], { last: false }))
  feed.snapshot(page(2, ['d'], { first: false }))
  expect(told).toEqual(['all: c,d'])
})

it('ignores changes that a snapshot already holds', () => {
  const { feed, told, present } = createObserver()
  feed.snapshot(page(5, ['a']))
  feed.change(change(4, 'a', 'leave'))
  feed.change(change(5, 'b'))
  expect(told).toEqual(['all: a'])
  expect([...present]).toEqual(['a'])
})

it('asks once for a snapshot when a revision is missing, and emits nothing until it is there', () => {
  const observer = createObserver()
  const { feed, told } = observer
  feed.snapshot(page(1, ['a']))
  feed.change(change(3, 'c'))
  feed.change(change(4, 'd'))
  expect(observer.syncs).toBe(1)
  expect(told).toEqual(['all: a'])
  feed.snapshot(page(3, ['a', 'b', 'c']))
  expect(told).toEqual(['all: a', 'all: a,b,c', 'enter d'])
  expect(observer.syncs).toBe(1)
})

it('buffers a bounded number of changes, and asks for a snapshot in place of those that it dropped', () => {
  const observer = createObserver()
  for (let revision = 1; revision <= 1_500; revision += 1) observer.feed.change(change(revision, `c${revision}`))
  observer.feed.snapshot(page(0, []))
  expect(observer.told).toHaveLength(1_001)
  expect(observer.syncs).toBe(1)
  observer.feed.snapshot(page(1_500, ['all']))
  expect(observer.syncs).toBe(1)
})

it('reports that the service does not know everyone yet', () => {
  const events: AdapterEvent[] = []
  const batch = createEventBatch((emitted) => events.push(...emitted))
  createPresenceFeed({ channel: 'room', events: batch, own: asTold, sync: () => {} }).snapshot(
    page(1, [], { settling: true }),
  )
  expect(events).toMatchObject([{ type: 'presence-snapshot', settling: true, connections: [] }])
})

describe('intervals of a crowded channel', () => {
  it('count revisions together with single changes', () => {
    const { feed, told, present } = createObserver()
    feed.snapshot(page(1, ['a', 'b']))
    feed.change(change(2, 'c'))
    feed.change(interval(3, ['d', 'e'], ['a'], { occupancy: 4 }))
    feed.change(change(4, 'b', 'leave'))
    expect(told).toEqual(['all: a,b', 'enter c', 'interval: 4 here', 'leave b'])
    expect([...present]).toEqual(['c', 'd', 'e'])
  })

  it('wait for a snapshot that is on its way, and are emitted if they are newer', () => {
    const { feed, told, present } = createObserver()
    feed.change(interval(2, ['b'], ['a']))
    feed.change(interval(3, ['c'], ['b'], { occupancy: 1 }))
    feed.snapshot(page(2, ['b']))
    expect(told).toEqual(['all: b', 'interval: 1 here'])
    expect([...present]).toEqual(['c'])
  })

  it('that are too large to send lead to one snapshot, which says that it replaces them', () => {
    const observer = createObserver()
    const { feed } = observer
    feed.snapshot(page(1, ['a']))
    feed.change(interval(2, [], [], { refresh: true }))
    feed.change(interval(3, ['c']))
    expect(observer.syncs).toBe(1)
    feed.snapshot(page(3, ['b', 'c']))
    feed.change(interval(4, ['d'], [], { occupancy: 3 }))
    expect(observer.told).toEqual(['all: a', 'refreshed: b,c', 'interval: 3 here'])
    expect(observer.syncs).toBe(1)
  })

  it('that are too large while the snapshot is on its way lead to another', () => {
    const observer = createObserver()
    const { feed } = observer
    feed.snapshot(page(1, ['a']))
    feed.change(interval(2, [], [], { refresh: true }))
    feed.change(interval(3, [], [], { refresh: true }))
    feed.change(interval(4, ['d']))
    feed.snapshot(page(2, ['b']))
    expect(observer.syncs).toBe(2)
    feed.snapshot(page(3, ['c']))
    expect(observer.told).toEqual(['all: a', 'refreshed: b', 'refreshed: c', 'interval: 0 here'])
    expect([...observer.present]).toEqual(['c', 'd'])
  })

  it('are noticed by a client that does not know them, which asks for a snapshot at the next change it does', () => {
    const observer = createObserver()
    observer.feed.snapshot(page(1, ['a']))
    observer.feed.change(change(5, 'b'))
    expect(observer.syncs).toBe(1)
  })
})

describe('a feed whose frames may be lost', () => {
  it('ends with exactly the people who are there, as long as requested snapshots arrive', () => {
    const steps = array(integer({ min: 0, max: 9 }).chain((id) => boolean().map((arrives) => ({ id, arrives }))))
    assert(
      property(steps, (all) => {
        const observer = createObserver()
        const there = new Set<string>()
        let revision = 0
        let answered = 0
        observer.feed.snapshot(page(0, []))
        const step = (id: number, arrives: boolean): void => {
          const name = `c${id}`
          const action = there.has(name) ? 'leave' : 'enter'
          if (action === 'enter') there.add(name)
          else there.delete(name)
          revision += 1
          if (arrives) observer.feed.change(change(revision, name, action))
          if (observer.syncs > answered) {
            answered = observer.syncs
            observer.feed.snapshot(page(revision, [...there]))
          }
        }
        for (const { id, arrives } of all) step(id, arrives)
        step(0, true)
        expect([...observer.present].sort()).toEqual([...there].sort())
      }),
    )
  })
})
