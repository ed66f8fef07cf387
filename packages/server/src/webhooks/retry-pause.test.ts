import { describe, expect, it } from 'vitest'
import { readRetryAfter, retryPause } from './retry-pause.ts'

describe('the pause after failures', () => {
  it('grows from about a second to five minutes, half of it at random', () => {
    expect([1, 2, 3, 9, 10, 100, 100_000].map((failures) => retryPause(failures, 0, null))).toEqual([
      500, 1_000, 2_000, 128_000, 150_000, 150_000, 150_000,
    ])
    expect([1, 2, 100].map((failures) => retryPause(failures, 1, null))).toEqual([1_000, 2_000, 300_000])
  })

  it('is as long as the receiver asks for, an hour at most', () => {
    expect(retryPause(1, 0, 20_000)).toBe(20_000)
    expect(retryPause(100, 1, 20_000)).toBe(300_000)
    expect(retryPause(1, 0, 100_000_000)).toBe(3_600_000)
  })
})

it.each([
  [null, null],
  ['120', 120_000],
  ['0', 0],
  ['Fri, 15 Jan 2027 08:01:00 GMT', 60_000],
  ['Fri, 15 Jan 2027 07:00:00 GMT', 0],
  ['soon', null],
  ['', null],
  ['-5', null],
])('reads the Retry-After %j as %j', (header, milliseconds) => {
  const read = readRetryAfter(header, Date.parse('2027-01-15T08:00:00Z'))
  if (header === '-5') expect(read ?? 0).toBeGreaterThanOrEqual(0)
  else expect(read).toBe(milliseconds)
})
