import { describe, expect, it } from 'vitest'
import { readPoint, writePoint } from './cursor-signal.ts'

describe('a cursor as a signal', () => {
  it('arrives where it was sent from', () => {
    for (const point of [
      { x: 0, y: 1 },
      { x: 0.1234, y: 0.5 },
    ]) {
      expect(readPoint(writePoint(point, 'relative'), 'relative')).toEqual(point)
    }
    expect(readPoint(writePoint({ x: 1_280.4, y: 32 }, 'absolute'), 'absolute')).toEqual({ x: 1_280, y: 32 })
    expect(readPoint(writePoint(null, 'relative'), 'relative')).toBeNull()
  })

  it('fits what every service allows for a signal', () => {
    const longest = JSON.stringify(writePoint({ x: 99_999.123456, y: 99_999.123456 }, 'absolute'))
    expect(longest.length).toBeLessThanOrEqual(64)
    expect(JSON.stringify(writePoint({ x: 1 / 3, y: 2 / 3 }, 'relative')).length).toBeLessThanOrEqual(64)
  })

  it('stays inside the area, whatever somebody sends', () => {
    expect(readPoint(['r', -5, 1e9], 'relative')).toEqual({ x: 0, y: 1 })
    expect(readPoint(['a', 1e300, -1], 'absolute')).toEqual({ x: 100_000, y: 0 })
    const odd = [undefined, 7, 'r', {}, [], ['r', 1], ['r', '1', 2], ['r', Number.NaN, 2], ['r', 1, 2, 3], ['a', 1, 2]]
    for (const data of odd) expect(readPoint(data, 'relative')).toBeNull()
  })
})
