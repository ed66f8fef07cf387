import type { PresenceIntervalItem, PresenceItem, PresenceSnapshotItem, ServerItem } from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import { Flusher } from '../socket/flusher.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Observer } from '../testing/support/observer.ts'
import { createObserver } from '../testing/support/observer.ts'
import { PresenceService } from './presence-service.ts'
import { PresenceTable } from './presence-table.ts'
import { Turns } from '../socket/turns.ts'

/** Lets everything that is only waiting for promises happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Bench {
  readonly service: PresenceService
  readonly clock: ManualClock
  readonly observer: () => Observer
  /** Somebody enters, or changes to another state. */
  readonly put: (name: string, state?: unknown) => void
  readonly leave: (name: string) => void
  /** Ends the turn: what is pending is written. */
  readonly endTurn: () => number
}

function bench(intervalAbove: number | null = null): Bench {
  const loop = new ManualLoop()
  const clock = new ManualClock()
  const flusher = new Flusher(loop, new Turns(loop))
  const service = new PresenceService({
    table: new PresenceTable(),
    clock,
    intervalAbove: () => intervalAbove,
    occupancyChanged() {},
    changed() {},
  })
  return {
    service,
    clock,
    observer: () => createObserver('a', flusher),
    put: (name, state = null) => service.put('a', { connectionId: `c-${name}`, clientId: name, info: null, state }),
    leave: (name) => service.leave('a', `c-${name}`),
    endTurn: () => loop.endTurn(),
  }
}

type PresenceTold = PresenceItem | PresenceIntervalItem | PresenceSnapshotItem

function isPresence(item: ServerItem): item is PresenceTold {
  return item.type === 'presence' || item.type === 'presence-interval' || item.type === 'presence-snapshot'
}

/** What an observer was told after its snapshot, each item as `revision: what`. */
function story(observer: Observer): readonly string[] {
  return observer.items().flatMap((item) => {
    if (item.type === 'presence') {
      return [`${item.revision}: ${item.changes.map((it) => `${it.action} ${it.clientId}`).join(', ')}`]
    }
    if (item.type !== 'presence-interval') return []
    const lists = (['joined', 'updated', 'left', 'timedOut'] as const).flatMap((list) => {
      return item[list].map(({ clientId }) => `${list} ${clientId}`)
    })
    return [
      `${item.revision}: ${[`${item.occupancy} here`, ...lists, ...(item.refresh ? ['refresh'] : [])].join(', ')}`,
    ]
  })
}

/** Who is there for somebody who follows the protocol; checks that no revision is missing. */
function seen(observer: Observer): ReadonlyMap<string, unknown> {
  const states = new Map<string, unknown>()
  let revision = 0
  for (const item of observer.items().filter(isPresence)) {
    if (item.type !== 'presence-snapshot') expect(item.revision).toBe(revision + 1)
    ;({ revision } = item)
    if (item.type === 'presence-snapshot') {
      if (item.first) states.clear()
      for (const { clientId, state } of item.connections) states.set(clientId, state)
    } else if (item.type === 'presence') {
      for (const change of item.changes) {
        if ('state' in change) states.set(change.clientId, change.state)
        else states.delete(change.clientId)
      }
    } else {
      for (const { clientId, state } of [...item.joined, ...item.updated]) states.set(clientId, state)
      for (const { clientId } of [...item.left, ...item.timedOut]) states.delete(clientId)
    }
  }
  return states
}

describe('a snapshot of several pages', () => {
  /** A channel of people whose snapshot takes three pages; `first` and `last` of every page that was written. */
  function paged(): Bench & { readonly pages: (observer: Observer) => Promise<readonly string[]> } {
    const made = bench()
    for (let i = 0; i < 150; i += 1) made.put(`p${i}`, 'x'.repeat(4_000))
    const pages = async (observer: Observer): Promise<readonly string[]> => {
      while (made.endTurn() > 0) await settled()
      return observer.items().flatMap((item) => {
        if (item.type !== 'presence-snapshot') return []
        return [item.first ? 'first' : item.last ? 'last' : 'middle']
      })
    }
    return { ...made, pages }
  }

  it('ends unfinished where a newer one starts', async () => {
    const { service, observer, pages } = paged()
    const ana = observer()
    service.observe(ana.subscription)
    service.observe(ana.subscription)
    expect(await pages(ana)).toEqual(['first', 'first', 'middle', 'last'])
  })

  it('of an old revision is held for a few slow readers only; the slowest start again and end with everybody', async () => {
    const { service, clock, observer, put, endTurn } = paged()
    const readers = Array.from({ length: 12 }, () => {
      const reader = observer()
      service.observe(reader.subscription)
      // It has taken the first page's worth and stops; then somebody changes, so that the next one asks for another.
      reader.wire.buffered = 300_000
      endTurn()
      put('p0', reader.frames.length)
      put('p1', String(clock.now()))
      clock.advance(100)
      return reader
    })
    for (const reader of readers) {
      reader.wire.buffered = 0
      reader.subscription.outgoing.drained()
    }
    for (let turn = 0; turn < 20; turn += 1) {
      await settled()
      endTurn()
    }
    const firsts = readers.map(
      (reader) => reader.items().filter((item) => item.type === 'presence-snapshot' && item.first).length,
    )
    expect(firsts.slice(0, 4).every((count) => count === 2)).toBe(true)
    expect(Math.max(...firsts)).toBe(2)
    for (const reader of readers) {
      const pages = reader.items().filter((item) => item.type === 'presence-snapshot')
      const lastFirst = pages.findLastIndex((page) => page.first)
      expect(pages.slice(lastFirst).flatMap((page) => page.connections)).toHaveLength(150)
      expect(pages.at(-1)?.last).toBe(true)
    }
  })

  it('ends unfinished for who follows no more', async () => {
    const { service, observer, pages } = paged()
    const ana = observer()
    service.observe(ana.subscription)
    service.unobserve(ana.subscription)
    expect(await pages(ana)).toEqual(['first'])
  })
})

describe('a thousand people who come one after the other', () => {
  /** Each attaches and enters, one a millisecond; returns how many frames all of them were sent until quiet. */
  function join(members: number, intervalAbove: number | null): { frames: number; observers: readonly Observer[] } {
    const { service, clock, observer, put, endTurn } = bench(intervalAbove)
    const observers = Array.from({ length: members }, (_, index) => {
      const each = observer()
      service.observe(each.subscription)
      put(`p${index}`)
      endTurn()
      clock.advance(1)
      endTurn()
      return each
    })
    clock.advance(2_000)
    endTurn()
    return { frames: observers.reduce((sum, { frames }) => sum + frames.length, 0), observers }
  }

  it('cost each of them a snapshot and a frame per window, not a frame per newcomer', () => {
    const members = 1_000
    const windows = members / 50
    const { frames, observers } = join(members, null)
    expect(frames).toBeLessThanOrEqual(members * (windows + 3))
    for (const who of [observers[0], observers[500], observers[999]]) {
      expect(who === undefined ? 0 : seen(who).size).toBe(members)
    }
  })

  it('cost each of them a snapshot and a frame per second once they are a crowd', () => {
    const members = 1_000
    const { frames, observers } = join(members, 200)
    // Until the crowd is one: a frame per window for at most 200; from then on one per second, and the one after.
    expect(frames).toBeLessThanOrEqual(200 * (200 / 50 + 2) + members * 4)
    for (const who of [observers[0], observers[500], observers[999]]) {
      expect(who === undefined ? 0 : seen(who).size).toBe(members)
    }
  })
})

describe('a crowded channel', () => {
  /** More than four people, and somebody who follows them. */
  function crowd(): Bench & { readonly ana: Observer; readonly pass: (milliseconds: number) => void } {
    const made = bench(4)
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) made.put(name)
    const ana = made.observer()
    made.service.observe(ana.subscription)
    made.endTurn()
    const pass = (milliseconds: number): void => {
      made.clock.advance(milliseconds)
      made.endTurn()
    }
    return { ...made, ana, pass }
  }

  it('tells the first change after quiet at once and then what a second comes to', () => {
    const { ana, put, leave, pass, endTurn } = crowd()
    put('p6')
    endTurn()
    put('p7')
    put('p1', 'busy')
    put('p1', 'back')
    leave('p2')
    pass(999)
    expect(story(ana)).toEqual(['1: 6 here, joined p6'])
    pass(1)
    expect(story(ana).slice(1)).toEqual(['2: 6 here, joined p7, updated p1, left p2'])
    expect(seen(ana).get('p1')).toBe('back')
  })

  it('says nothing of who comes and goes within an interval, and calls who goes and comes an update', () => {
    const { ana, put, leave, pass, endTurn } = crowd()
    put('p6')
    endTurn()
    put('passer-by')
    leave('p1')
    leave('passer-by')
    put('p1', 'again')
    pass(1_000)
    expect(story(ana).slice(1)).toEqual(['2: 6 here, updated p1'])
  })

  it('tells apart who left and who timed out', () => {
    const { ana, service, put, leave, pass, endTurn } = crowd()
    put('p6')
    endTurn()
    leave('p1')
    service.leave('a', 'c-p2', 'timeout')
    pass(1_000)
    expect(story(ana).slice(1)).toEqual(['2: 4 here, left p1, timedOut p2'])
  })

  it('asks everybody to read the list again where a page could not hold the changes', () => {
    const { ana, service, put, pass, endTurn } = crowd()
    put('p6')
    endTurn()
    for (let i = 0; i < 70; i += 1) put(`q${i}`, 'x'.repeat(4_000))
    pass(1_000)
    expect(story(ana).slice(1)).toEqual(['2: 76 here, refresh'])
    expect(Math.max(...ana.frames.map(({ length }) => length))).toBeLessThan(limits.pageBytes)
    service.observe(ana.subscription)
    endTurn()
    put('p7')
    pass(1_000)
    expect(story(ana).slice(2)).toEqual(['3: 77 here, joined p7'])
  })

  it('goes back to telling every change only when it is clearly no crowd any more', () => {
    const { ana, put, leave, pass, endTurn } = crowd()
    const next = (): string | undefined => story(ana).at(-1)
    leave('p1')
    endTurn()
    expect(next()).toBe('1: 4 here, left p1')
    leave('p2')
    pass(1_000)
    expect(next()).toBe('2: leave p2')
    put('p2')
    pass(50)
    expect(next()).toBe('3: enter p2')
    put('p1')
    pass(50)
    expect(next()).toBe('4: 5 here, joined p1')
  })

  it('shows a newcomer at once what the others know, and tells it the rest with them', () => {
    const { ana, service, observer, put, leave, pass, endTurn } = crowd()
    put('p6', 1)
    endTurn()
    put('p7')
    put('p6', 2)
    leave('p1')
    const late = observer()
    service.observe(late.subscription)
    endTurn()
    expect(seen(late)).toEqual(seen(ana))
    pass(1_000)
    expect(story(late)).toEqual(story(ana).slice(1))
    expect(seen(late)).toEqual(seen(ana))
    expect(seen(late).get('p6')).toBe(2)
  })
})

describe.each([null, 0])('somebody who reads too slowly (crowded above %s)', (above) => {
  it('is told the latest of everybody once it reads again, and nothing until then', async () => {
    const { service, clock, observer, put, leave, endTurn } = bench(above)
    const [slow, other] = [observer(), observer()]
    for (const each of [slow, other]) service.observe(each.subscription)
    for (const name of ['stays', 'goes']) put(name)
    clock.advance(1_000)
    endTurn()
    const before = slow.frames.length
    slow.wire.buffered = 60_000_000
    for (let state = 1; state <= 500; state += 1) {
      put('stays', state)
      clock.advance(50)
      endTurn()
    }
    leave('goes')
    put('comes')
    clock.advance(1_000)
    endTurn()
    expect(slow.frames.length).toBe(before)
    slow.wire.buffered = 0
    slow.subscription.outgoing.drained()
    await settled()
    endTurn()
    expect(slow.frames.length).toBe(before + 1)
    expect(seen(slow)).toEqual(seen(other))
    expect([...seen(slow).keys()].sort()).toEqual(['comes', 'stays'])
    expect(seen(slow).get('stays')).toBe(500)
    put('stays', 'at last')
    clock.advance(1_000)
    endTurn()
    expect(seen(slow)).toEqual(seen(other))
  })
})

it.each([null, 0])('keeps nothing of ten thousand updates once their sender has died (crowded above %s)', (above) => {
  const { service, clock, observer, put, endTurn } = bench(above)
  const ana = observer()
  service.observe(ana.subscription)
  for (let state = 0; state < 10_000; state += 1) {
    put('busy', state)
    if (state % 100 === 0) clock.advance(10)
  }
  service.leave('a', 'c-busy', 'timeout')
  clock.advance(2_000)
  endTurn()
  const late = observer()
  service.observe(late.subscription)
  endTurn()
  expect([seen(ana).size, seen(late).size, clock.pending]).toEqual([0, 0, 0])
  expect(late.frames[0]?.length).toBeLessThan(200)
})

it('tells those whom a settled list would miss before it sends the list', () => {
  const { service, clock, observer, put, endTurn } = bench(0)
  service.start()
  const ana = observer()
  service.observe(ana.subscription)
  put('p1')
  clock.advance(9_500)
  put('p2')
  clock.advance(400)
  put('back')
  clock.advance(100)
  endTurn()
  const [, settledList] = ana.items().filter((item) => item.type === 'presence-snapshot')
  expect(settledList).toMatchObject({ settling: false, revision: 3 })
  expect([...seen(ana).keys()]).toEqual(['p1', 'p2', 'back'])
})
