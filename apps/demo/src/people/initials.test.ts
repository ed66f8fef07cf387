import { expect, it } from 'vitest'
import { hueOf } from './hue.ts'
import { initials } from './initials.ts'

it('takes the first and the last word', () => {
  expect(initials('Ada Lovelace')).toBe('AL')
  expect(initials('  grace   brewster murray hopper ')).toBe('GH')
  expect(initials('Ana')).toBe('A')
})

it('keeps what people see as one letter in one piece', () => {
  expect(initials('👩‍👩‍👧‍👦 Family')).toBe('👩‍👩‍👧‍👦F')
  expect(initials('éa')).toBe('É')
  expect(initials('عمر خالد')).toBe('عخ')
})

it('has something to show for a blank name', () => {
  expect(initials('   ')).toBe('?')
})

it('gives a person one colour, and different people mostly different ones', () => {
  expect(hueOf('ana')).toBe(hueOf('ana'))
  expect(new Set(Array.from({ length: 24 }, (_, index) => hueOf(`person-${index}`))).size).toBeGreaterThan(16)
})
