import { assert, array, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

describe('a token bucket', () => {
  it('gives a burst for nothing and then tells how long to wait', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 0)
    expect(bucket.take(5, 0)).toBe(0)
    expect(bucket.take(1, 0)).toBe(100)
    expect(bucket.take(2, 0)).toBe(300)
    expect(bucket.take(1, 400)).toBe(0)
  })

  it('fills up to its burst and no further', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 0)
    expect(bucket.take(6, 3_600_000)).toBe(100)
  })

  it('counts how long it has been in use without a break', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 10 }, 0)
    expect(bucket.heldFor(0)).toBe(0)
    bucket.take(11, 1_000)
    expect(bucket.heldFor(1_500)).toBe(500)
    bucket.take(5, 1_500)
    expect(bucket.heldFor(2_000)).toBe(1_000)
    expect(bucket.heldFor(2_600)).toBe(0)
  })

  it('never lets more pass in any stretch than its rate and burst allow', () => {
    const use = record({ count: integer({ min: 1, max: 20 }), pause: integer({ min: 0, max: 3_000 }) })
    assert(
      property(array(use, { maxLength: 50 }), (uses) => {
        const bucket = new TokenBucket({ perSecond: 7, burst: 11 }, 0)
        let now = 0
        let taken = 0
        for (const { count, pause } of uses) {
          const wait = bucket.take(count, now)
          taken += count
          now += Math.max(wait, pause)
          expect(taken).toBeLessThanOrEqual(11 + 7 * (now / 1_000) + 0.001)
        }
      }),
    )
  })
})
