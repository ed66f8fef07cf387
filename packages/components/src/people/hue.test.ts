import { expect, it } from 'vitest'
import { hueOf } from './hue.ts'

it('gives a person one colour, and different people mostly different ones', () => {
  expect(hueOf('ana')).toBe(hueOf('ana'))
  const hues = new Set(Array.from({ length: 24 }, (_, index) => hueOf(`person-${index}`)))
  expect(hues.size).toBeGreaterThan(20)
})

it('uses the whole circle, also for ids that differ in their end only', () => {
  const counts = [0, 0, 0, 0]
  for (let index = 0; index < 400; index += 1) {
    const quarter = Math.floor(hueOf(`guest-${index}`) / 90)
    counts[quarter] = (counts[quarter] ?? 0) + 1
  }
  for (const count of counts) expect(count).toBeGreaterThan(60)
})
