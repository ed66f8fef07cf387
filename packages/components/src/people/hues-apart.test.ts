import { array, assert, property, uniqueArray, string, integer } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hueOf } from './hue.ts'
import { huesApart } from './hues-apart.ts'

const none: ReadonlyMap<string, number> = new Map()

function closestOf(hues: ReadonlyMap<string, number>): number {
  const sorted = [...hues.values()].sort((a, b) => a - b)
  return Math.min(...sorted.map((hue, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 360) - hue))
}

describe('the hues of a list', () => {
  it('are those of the ids when no two are near', () => {
    expect(huesApart(['ada'], none)).toEqual(new Map([['ada', hueOf('ada')]]))
  })

  it('differ, and stay the same while others come and go', () => {
    assert(
      property(
        uniqueArray(string(), { minLength: 1, maxLength: 40 }),
        array(integer({ min: 0, max: 39 }), { maxLength: 20 }),
        (people, changes) => {
          let present: string[] = []
          let hues = none
          for (const change of changes) {
            const person = people[change % people.length] ?? ''
            present = present.includes(person) ? present.filter((id) => id !== person) : [...present, person]
            const next = huesApart(present, hues)
            expect(next.size).toBe(Math.min(present.length, 24))
            expect([...next.keys()].filter((id) => !present.includes(id))).toEqual([])
            expect([...hues.keys()].filter((id) => present.includes(id) && !next.has(id))).toEqual([])
            for (const [id, hue] of next) {
              expect(hue).toBe(hues.get(id) ?? hue)
              expect(hue).toBeGreaterThanOrEqual(0)
              expect(hue).toBeLessThan(360)
            }
            expect(new Set(next.values()).size).toBe(next.size)
            hues = next
          }
        },
      ),
    )
  })

  it('of ten newcomers are at least 15 degrees apart', () => {
    for (let round = 0; round < 200; round += 1) {
      const ids = Array.from({ length: 10 }, (_, index) => `person-${round}-${index}`)
      expect(closestOf(huesApart(ids, none))).toBeGreaterThanOrEqual(15)
    }
  })

  it('are the same map while the people are the same, in any order', () => {
    const hues = huesApart(['ada', 'ben'], none)
    expect(huesApart(['ben', 'ada'], hues)).toBe(hues)
  })
})
