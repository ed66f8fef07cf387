import { expect, it } from 'vitest'
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
  expect(initials('山田 太郎')).toBe('山太')
})

it('looks past brackets and quotes', () => {
  expect(initials('(away) “Bob”')).toBe('AB')
  expect(initials('!!!')).toBe('!')
})

it('has something to show for a blank name', () => {
  expect(initials('   ')).toBe('?')
})

it('takes one letter without its thousand accents', () => {
  expect(initials(`Z${'\u0300'.repeat(1_000_000)} algo`).length).toBeLessThan(5)
})
