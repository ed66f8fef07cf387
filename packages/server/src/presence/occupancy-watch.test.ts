import { describe, expect, it } from 'vitest'
import { Flusher } from '../socket/flusher.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import type { Observer } from '../testing/support/observer.ts'
import { createObserver } from '../testing/support/observer.ts'
import type { Watcher } from './occupancy-watch.ts'
import { OccupancyWatch } from './occupancy-watch.ts'
import { PresenceTable } from './presence-table.ts'
import { Turns } from '../socket/turns.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const everything = (): boolean => true

interface Bench {
  readonly watch: OccupancyWatch
  readonly table: PresenceTable
  readonly clock: ManualClock
  readonly loop: ManualLoop
  readonly watcher: () => { readonly watcher: Watcher; readonly observer: Observer; readonly charged: number[] }
  /** Somebody enters or leaves a channel. */
  readonly change: (channel: string, name: string, isHere: boolean) => void
}

function bench(): Bench {
  const [table, clock, loop] = [new PresenceTable(), new ManualClock(), new ManualLoop()]
  const turns = new Turns(loop)
  const flusher = new Flusher(loop, turns)
  const watch = new OccupancyWatch(table, clock, turns)
  return {
    watch,
    table,
    clock,
    loop,
    watcher() {
      const observer = createObserver('none', flusher)
      const charged: number[] = []
      const { outgoing, pagedOutput } = observer.subscription
      return { observer, charged, watcher: { outgoing, pagedOutput, charge: (tokens) => charged.push(tokens) } }
    },
    change(channel, name, isHere) {
      const claim = { connectionId: name, clientId: name, info: null, state: null }
      if (isHere) table.put(channel, claim, 0)
      else table.remove(channel, name, 'leave', 0)
      watch.note(channel)
    },
  }
}

/** Counts as `channel: people`, in the order in which they were told. */
const told = (observer: Observer): readonly string[] =>
  observer.items().flatMap((item) => {
    return item.type === 'occupancy' ? item.counts.map(({ channel, occupancy }) => `${channel}: ${occupancy}`) : []
  })

describe('whoever follows counts', () => {
  it('of ten thousand channels pays for them, and gets them in pages', async () => {
    const { watch, watcher, change, loop } = bench()
    const names = Array.from({ length: 10_000 }, (_, index) => `c${index}`)
    for (const name of names) change(name, 'ana', true)
    const ana = watcher()
    watch.watch(ana.watcher, [], true, everything)
    loop.endTurn()
    expect(told(ana.observer)).toHaveLength(1_000)
    for (let page = 0; page < 12; page += 1) {
      await settled()
      loop.endTurn()
    }
    expect(told(ana.observer)).toEqual([...names].sort().map((name) => `${name}: 1`))
    expect(ana.charged.reduce((sum, tokens) => sum + tokens, 0)).toBeGreaterThanOrEqual(100)
  })

  it('and asks again gets the newest watch only', async () => {
    const { watch, watcher, change, loop } = bench()
    for (let index = 0; index < 3_000; index += 1) change(`c${index}`, 'ana', true)
    const ana = watcher()
    for (let time = 0; time < 300; time += 1) watch.watch(ana.watcher, [], true, everything)
    for (let turn = 0; turn < 20; turn += 1) {
      loop.endTurn()
      await settled()
    }
    expect(told(ana.observer)).toHaveLength(4_000)
  })

  it('but reads too slowly is told how things stand once it reads again', async () => {
    const { watch, watcher, change, clock, loop } = bench()
    const slow = watcher()
    watch.watch(slow.watcher, ['a', 'b'], false, everything)
    loop.endTurn()
    slow.observer.wire.buffered = 60_000_000
    for (let index = 0; index < 500; index += 1) {
      change('a', `p${index}`, true)
      change('b', 'ben', index % 2 === 0)
      clock.advance(50)
      loop.endTurn()
    }
    expect(told(slow.observer)).toEqual(['a: 0', 'b: 0'])
    slow.observer.wire.buffered = 0
    slow.watcher.outgoing.drained()
    await settled()
    loop.endTurn()
    expect(told(slow.observer).slice(2)).toEqual(['a: 500', 'b: 0'])
    change('a', 'p500', true)
    clock.advance(50)
    loop.endTurn()
    expect(told(slow.observer).slice(4)).toEqual(['a: 501'])
  })
})

it('tells of many channels a share at a time, and of each how things stand then', () => {
  const { watch, watcher, change, clock, loop } = bench()
  const ana = watcher()
  watch.watch(ana.watcher, [], true, () => {
    loop.time += 4
    return true
  })
  const names = Array.from({ length: 45 }, (_, index) => `c${index}`)
  for (const name of names) change(name, 'ben', true)
  loop.endTurn()
  expect(told(ana.observer)).toEqual(['c0: 1'])
  clock.advance(50)
  loop.endTurn()
  expect(told(ana.observer).slice(1)).toEqual(names.slice(1, 21).map((name) => `${name}: 1`))
  change('c44', 'ben', false)
  clock.advance(50)
  loop.endTurn()
  expect(told(ana.observer).slice(21)).toEqual(names.slice(21, 41).map((name) => `${name}: 1`))
  clock.advance(50)
  loop.endTurn()
  expect(told(ana.observer).slice(41)).toEqual(['c41: 1', 'c42: 1', 'c43: 1', 'c44: 0'])
  expect(clock.pending).toBe(0)
})
