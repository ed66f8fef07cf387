import { expect, it } from 'vitest'
import { validTime } from './valid-time.ts'

it.each([0, 1_700_000_000_000, -8_640_000_000_000_000, 8_640_000_000_000_000])(
  'takes %d, which a date can show',
  (time) => {
    expect(validTime(time)).toBe(time)
    expect(new Date(time).toISOString()).toMatch(/Z$/)
  },
)

it('rounds, as milliseconds are whole', () => {
  expect(validTime(1.6)).toBe(2)
})

it.each([8_640_000_000_000_001, 1e308, -1e300, Infinity, Number.NaN, '2026', null, undefined, {}])(
  'takes no %s',
  (value) => {
    expect(validTime(value)).toBeNull()
  },
)
