import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { DrainWatch } from './drain-watch.ts'

interface Bench {
  readonly clock: ManualClock
  readonly watch: DrainWatch
  readonly wire: { buffered: number }
  readonly stalls: number[]
}

function bench(): Bench {
  const clock = new ManualClock()
  const wire = { buffered: 0 }
  const stalls: number[] = []
  const watch = new DrainWatch(clock, () => wire.buffered, { trickles: () => stalls.push(clock.now()) })
  return { clock, watch, wire, stalls }
}

describe('a peer that takes bytes', () => {
  it('one a second is given up after a minute', () => {
    const { clock, watch, wire, stalls } = bench()
    wire.buffered = 100_000
    watch.wrote(100_000)
    for (let second = 1; second <= 70; second += 1) {
      wire.buffered -= 1
      clock.advance(1_000)
    }
    expect(stalls).toEqual([60_000])
  })

  it('16 KiB a minute is kept', () => {
    const { clock, watch, wire, stalls } = bench()
    wire.buffered = 100_000
    watch.wrote(100_000)
    for (let minute = 0; minute < 5; minute += 1) {
      wire.buffered -= 16_384
      clock.advance(60_000)
    }
    expect(stalls).toEqual([])
  })

  it('at once is not watched, however little it is sent', () => {
    const { clock, watch } = bench()
    watch.wrote(100)
    expect(clock.pending).toBe(0)
  })

  it('late but wholly starts afresh with what is written next', () => {
    const { clock, watch, wire, stalls } = bench()
    wire.buffered = 10
    watch.wrote(10)
    clock.advance(59_000)
    // The ten are gone, the next ten wait.
    watch.wrote(10)
    clock.advance(59_000)
    expect(stalls).toEqual([])
    clock.advance(1_000)
    expect(stalls).toEqual([119_000])
  })

  it('leaves no timer behind at its end', () => {
    const { clock, watch, wire } = bench()
    wire.buffered = 10
    watch.wrote(10)
    watch.end()
    expect(clock.pending).toBe(0)
  })
})
