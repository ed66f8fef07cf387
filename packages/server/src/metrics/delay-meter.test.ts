import { expect, it } from 'vitest'
import { DelayMeter } from './delay-meter.ts'

it('tells the mean and the longest of the last seconds, and forgets what is older', () => {
  const meter = new DelayMeter()
  expect(meter.recent(0)).toEqual({ mean: 0, max: 0 })
  meter.note(2, 100)
  meter.note(4, 900)
  meter.note(30, 5_000)
  expect(meter.recent(5_100)).toEqual({ mean: 12, max: 30 })
  expect(meter.recent(12_000)).toEqual({ mean: 30, max: 30 })
  expect(meter.recent(60_000)).toEqual({ mean: 0, max: 0 })
})
