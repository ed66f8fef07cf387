import { expect, it } from 'vitest'
import { isLasting } from './fault.ts'
import { faultKinds, faultSchedule } from '../index.ts'

const options = { seed: 5, milliseconds: 10_000, each: 20 }

it('draws the same schedule from the same seed, and another from another', () => {
  expect(faultSchedule(options)).toEqual(faultSchedule(options))
  expect(faultSchedule({ ...options, seed: 6 })).not.toEqual(faultSchedule(options))
})

it('draws as many of each kind as it is told, in the order of their times', () => {
  const schedule = faultSchedule(options)
  for (const kind of faultKinds) expect(schedule.filter(({ fault }) => fault.kind === kind)).toHaveLength(20)
  const times = schedule.map(({ at }) => at)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(Math.max(...times)).toBeLessThan(10_000)
})

it('ends every fault that lasts', () => {
  for (const { fault, lasts } of faultSchedule(options)) expect(lasts !== null).toBe(isLasting(fault))
})
