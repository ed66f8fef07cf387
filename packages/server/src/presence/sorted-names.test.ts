import { array, assert, constantFrom, nat, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { SortedNames } from './sorted-names.ts'

const step = record({ kind: constantFrom('add' as const, 'delete' as const), name: nat({ max: 60 }).map(String) })

it('holds what a sorted set holds, and goes on after any name', () => {
  assert(
    property(array(step, { maxLength: 200 }), nat({ max: 60 }).map(String), (steps, from) => {
      const names = new SortedNames()
      const model = new Set<string>()
      for (const { kind, name } of steps) {
        if (kind === 'add') {
          names.add(name)
          model.add(name)
        } else {
          names.delete(name)
          model.delete(name)
        }
      }
      const sorted = [...model].sort()
      expect(names.size).toBe(sorted.length)
      expect([...names.after(null)]).toEqual(sorted)
      expect([...names.after(from)]).toEqual(sorted.filter((name) => name > from))
    }),
  )
})

it('stays in order with more names than a run holds, whatever the order in which they come and go', () => {
  const names = new SortedNames()
  const all = Array.from({ length: 10_000 }, (_, index) => String((index * 7_919) % 10_000).padStart(5, '0'))
  for (const name of all) names.add(name)
  const sorted = [...all].sort()
  expect([...names.after(null)]).toEqual(sorted)
  expect([...names.after('07000')]).toEqual(sorted.slice(7_001))
  for (const name of sorted.slice(1_000, 9_000)) names.delete(name)
  expect([...names.after('00500')]).toEqual([...sorted.slice(501, 1_000), ...sorted.slice(9_000)])
  expect(names.size).toBe(2_000)
})

it('tells whoever stays once and in order, though others come and go meanwhile', () => {
  assert(
    property(array(array(step, { maxLength: 6 }), { minLength: 60, maxLength: 60 }), (changes) => {
      const names = new SortedNames()
      const stay = Array.from({ length: 20 }, (_, index) => `${index * 3}x`)
      for (const name of stay) names.add(name)
      const told: string[] = []
      for (const name of names.after(null)) {
        told.push(name)
        for (const { kind, name: other } of changes[told.length] ?? []) names[kind](other)
      }
      expect(told).toEqual([...new Set(told)].sort())
      expect(told).toEqual(expect.arrayContaining(stay))
    }),
  )
})
