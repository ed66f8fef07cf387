import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCrowded } from './crowding.ts'

describe('a channel', () => {
  it.each([
    [false, 200, false],
    [false, 201, true],
    [true, 200, true],
    [true, 160, true],
    [true, 159, false],
    [false, 160, false],
  ])('that was crowded: %s, with %i people and a threshold of 200 is crowded: %s', (was, occupancy, is) => {
    expect(isCrowded(was, occupancy, 200)).toBe(is)
  })

  it('is never crowded without a threshold, and always with one of 0 and somebody in it', () => {
    expect([isCrowded(true, 1_000_000, null), isCrowded(false, 1, 0)]).toEqual([false, true])
  })

  it('does not change back and forth as long as its number of people changes by less than a fifth', () => {
    assert(
      property(integer({ min: 10, max: 10_000 }), array(integer({ min: 0, max: 100 })), (above, percents) => {
        let crowded = isCrowded(false, above + 1, above)
        for (const percent of percents) {
          crowded = isCrowded(crowded, Math.ceil(above * (0.8 + (0.4 * percent) / 100)), above)
          expect(crowded).toBe(true)
        }
      }),
    )
  })
})
