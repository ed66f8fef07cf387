import { assert, double, integer, option, property } from 'fast-check'
import { seededRandom } from '@herenow/testing'
import { expect, it } from 'vitest'
import { retryPause, retryStep } from './retry-pause.ts'

it('grows from half a second to a quarter of a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(retryStep)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
})

it('waits as long as the service asks, within half a second and a minute, and adds at most a step or a quarter', () => {
  const wishes = option(double({ min: -1e12, max: 1e12 }), { nil: undefined })
  assert(
    property(integer({ min: 0, max: 1_000 }), integer(), wishes, (refusals, seed, wish) => {
      const pause = retryPause(retryStep(refusals), seededRandom(seed), wish)
      const isAsked = wish !== undefined && wish >= 0
      const asked = isAsked ? Math.min(Math.max(wish, 500), 60_000) : 0
      expect(pause).toBeGreaterThanOrEqual(asked)
      expect(pause).toBeLessThanOrEqual(asked + Math.max(retryStep(refusals), asked / 4))
    }),
  )
})

it('spreads clients that were told the same time', () => {
  const random = seededRandom(7)
  const pauses = Array.from({ length: 100 }, () => retryPause(retryStep(0), random, 10_000))
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(2_000)
})
