import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { LoopDelays } from './loop-delays.ts'

function bench() {
  const clock = new ManualClock()
  const watches: string[] = []
  let worst = 0.001
  const delays = new LoopDelays(() => {
    watches.push('begun')
    return {
      delays: () => ({ min: 0, mean: worst / 2, p50: 0, p90: 0, p99: 0, max: worst }),
      end: () => void watches.push('ended'),
    }
  }, clock)
  const late = (seconds: number): void => {
    worst = seconds
  }
  return { clock, watches, delays, late }
}

it('tells in milliseconds what was seen since the reading before', () => {
  const { clock, delays, late } = bench()
  expect(delays.read()).toEqual({ mean: 0, max: 0 })
  clock.advance(1_000)
  late(0.2)
  expect(delays.read()).toEqual({ mean: 100, max: 200 })
  late(0)
  // Two who look at the same time see the same.
  expect(delays.read()).toEqual({ mean: 100, max: 200 })
  clock.advance(1_000)
  expect(delays.read()).toEqual({ mean: 0, max: 0 })
})

it('watches the loop only while somebody asks', () => {
  const { clock, delays, watches } = bench()
  expect(watches).toEqual([])
  for (let second = 0; second < 60; second += 1) {
    delays.read()
    clock.advance(1_000)
  }
  expect(watches).toEqual(['begun'])
  clock.advance(30_000)
  expect(watches).toEqual(['begun', 'ended'])
  expect(clock.pending).toBe(0)
  delays.read()
  delays.end()
  expect(watches).toEqual(['begun', 'ended', 'begun', 'ended'])
  expect(clock.pending).toBe(0)
})
