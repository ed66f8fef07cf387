import { assert, double, integer, option, property } from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from '@herenow/testing'
import { longestOnThisMachine, reconnectStep, retryDelay } from './retry-delay.ts'

const retries = integer({ min: 0, max: 10_000 })
const seed = integer()

it('grows in the documented steps', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map(reconnectStep)).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ])
})

it('stays within its step, whatever the number of retries', () => {
  assert(
    property(retries, seed, (count, start) => {
      const delay = retryDelay(count, seededRandom(start), {})
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(delay).toBeLessThanOrEqual(reconnectStep(count))
    }),
  )
})

it('waits at least as long as the server asks, and at most a minute and a quarter', () => {
  const retryAfter = double({ min: -1e12, max: 1e12 })
  assert(
    property(retries, seed, retryAfter, (count, start, wish) => {
      const delay = retryDelay(count, seededRandom(start), { retryAfter: wish })
      expect(delay).toBeGreaterThanOrEqual(Math.min(60_000, Math.max(0, wish || 0)))
      expect(delay).toBeLessThanOrEqual(75_000)
    }),
  )
})

it('waits 2 s at most where the server is on this machine, unless the server itself asks for more', () => {
  const retryAfter = option(double({ min: -1e12, max: 1e12 }), { nil: undefined })
  assert(
    property(retries, seed, retryAfter, (count, start, wish) => {
      const delay = retryDelay(count, seededRandom(start), { retryAfter: wish, longest: longestOnThisMachine })
      const asked = Math.min(60_000, Math.max(0, wish || 0))
      expect(delay).toBeGreaterThanOrEqual(asked)
      expect(delay).toBeLessThanOrEqual(asked > 2_000 ? asked + Math.max(2_000, asked / 4) : 2_000)
    }),
  )
})

it('spreads clients that were told the same time', () => {
  const random = seededRandom(7)
  const delays = Array.from({ length: 100 }, () => retryDelay(0, random, { retryAfter: 10_000 }))
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(2_000)
})

it('keeps to a fixed interval where the user set one, half of it left to chance', () => {
  assert(
    property(
      retries,
      seed,
      option(integer({ min: 0, max: 60_000 }), { nil: undefined }),
      (count, start, retryAfter) => {
        const delay = retryDelay(count, seededRandom(start), { interval: 2_000, retryAfter })
        expect(delay).toBeGreaterThanOrEqual(Math.max(1_000, retryAfter ?? 0))
        expect(delay).toBeLessThanOrEqual(Math.max(2_000, retryAfter ?? 0))
      },
    ),
  )
})
