import { expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'

it('tells the mean of the last ten whole seconds', () => {
  const meter = new RateMeter()
  meter.add(50, 1_000)
  expect(meter.perSecond(1_999)).toBe(0)
  meter.add(50, 2_500)
  expect(meter.perSecond(2_999)).toBe(5)
  expect(meter.perSecond(3_000)).toBe(10)
  expect(meter.perSecond(11_999)).toBe(10)
  expect(meter.perSecond(12_000)).toBe(5)
  expect(meter.perSecond(13_000)).toBe(0)
})

it('forgets what was long ago, however long nothing happened', () => {
  const meter = new RateMeter()
  meter.add(50, 1_000)
  meter.add(10, 86_400_000)
  expect(meter.perSecond(86_401_000)).toBe(1)
})
