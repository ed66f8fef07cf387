import { expect, it } from 'vitest'
import { createFormatters } from './formatters.ts'

const at = Date.UTC(2026, 10, 21, 9, 41)

it('writes numbers, times and lists as the locale does', () => {
  const { number, time, list, relative, dateTime } = createFormatters('en-GB', 'UTC')
  expect(number(12_345)).toBe('12,345')
  expect(time(at)).toBe('9:41')
  expect(dateTime(at)).toBe('21 November 2026 at 09:41')
  expect(list(['Ada', 'Grace', 'Alan'])).toBe('Ada, Grace and Alan')
  expect(relative(-1, 'day')).toBe('yesterday')
  expect(createFormatters('ja', 'UTC').dateTime(at)).toBe('2026年11月21日 9:41')
})

it('writes the year of a day only where it is another', () => {
  const { day } = createFormatters('en-US', 'UTC')
  expect(day(at, Date.UTC(2026, 0, 1))).toBe('Saturday, November 21')
  expect(day(at, Date.UTC(2027, 0, 1))).toBe('November 21, 2026')
})

it('counts days in the time zone that it is given', () => {
  const late = Date.UTC(2026, 10, 21, 23, 30)
  expect(createFormatters('en-US', 'Asia/Tokyo').day(late, late)).toBe('Sunday, November 22')
})

it.each([Number.NaN, Infinity, 1e308, -1e300])('writes nothing for %d, which is no time', (never) => {
  const { time, day, dateTime } = createFormatters('en-US', 'UTC')
  expect([time(never), day(never, at), dateTime(never)]).toEqual(['', '', ''])
})
