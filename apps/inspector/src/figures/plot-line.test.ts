import { expect, it } from 'vitest'
import { plotLine, roundTop } from './plot-line.ts'

const frame = { from: 0, to: 10_000, top: 10, width: 100, height: 50 }

it('draws a line from the left below to the right above', () => {
  const points = [
    { time: 0, value: 0 },
    { time: 4_000, value: 5 },
    { time: 8_000, value: 10 },
  ]
  expect(plotLine(points, frame)).toBe('M0.0 50.0L40.0 25.0L80.0 0.0')
})

it('breaks the line where nobody looked', () => {
  const points = [
    { time: 0, value: 0 },
    { time: 9_000, value: 0 },
  ]
  expect(plotLine(points, frame)).toBe('M0.0 50.0M90.0 50.0')
  expect(plotLine([], frame)).toBe('')
})

it.each([
  [0, 1],
  [0.3, 1],
  [1, 1],
  [1.1, 2],
  [2, 2],
  [3, 5],
  [7, 10],
  [10, 10],
  [480, 500],
  [1_001, 2_000],
])('reaches for %d up to %d', (most, top) => {
  expect(roundTop(most)).toBe(top)
})
