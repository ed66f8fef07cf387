import { assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { refreshAfter } from './token-rotation.ts'

it('replaces a token at 80 % of its life, and 30 s before its end where the life allows', () => {
  expect(refreshAfter(3_600_000)).toBe(2_880_000)
  expect(refreshAfter(100_000)).toBe(70_000)
  expect(refreshAfter(20_000)).toBe(16_000)
})

it('never replaces tokens in a tight loop, nor later than they end', () => {
  assert(
    property(integer({ min: 0, max: 2 ** 40 }), (life) => {
      expect(refreshAfter(life)).toBeGreaterThanOrEqual(1_000)
      expect(refreshAfter(life)).toBeLessThanOrEqual(Math.max(1_000, life))
    }),
  )
})
