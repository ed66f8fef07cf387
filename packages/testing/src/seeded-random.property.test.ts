import { assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'

it('gives the same values for the same seed, and others for another', () => {
  const values = (seed: number): readonly number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: 5 }, () => random.next())
  }
  expect(values(7)).toEqual(values(7))
  expect(values(7)).not.toEqual(values(8))
  expect(seededRandom(7).bytes(16)).toEqual(seededRandom(7).bytes(16))
})

it('stays within its range for every seed', () => {
  assert(
    property(integer(), (seed) => {
      const random = seededRandom(seed)
      for (let count = 0; count < 100; count += 1) {
        const value = random.next()
        expect(value >= 0 && value < 1).toBe(true)
      }
    }),
  )
})

it('is even: each tenth gets its share, and each bit of a byte', () => {
  const random = seededRandom(42)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let count = 0; count < 10_000; count += 1) {
    const tenth = Math.floor(random.next() * 10)
    tenths[tenth] = (tenths[tenth] ?? 0) + 1
  }
  for (const share of tenths) expect(Math.abs(share - 1_000)).toBeLessThan(150)
  expect(new Set(random.bytes(4_096)).size).toBe(256)
})
