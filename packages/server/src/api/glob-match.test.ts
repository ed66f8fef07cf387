import { expect, it } from 'vitest'
import { globMatch } from './glob-match.ts'

it.each([
  ['*', 'room:a', true],
  ['room:*', 'room:a:b', true],
  ['room:*', 'rooms:a', false],
  ['*:a', 'room:b:a', true],
  ['*:a', 'room:ab', false],
  ['r??m:*', 'room:a', true],
  ['r??m', 'rom', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-b-b', false],
  ['room', 'room', true],
  ['room', 'room:a', false],
  ['', 'a', false],
  ['*', '', true],
])('%s and %s: %s', (pattern, name, matches) => {
  expect(globMatch(pattern, name)).toBe(matches)
})

it('takes no longer for patterns that are meant to', () => {
  expect(globMatch('*a'.repeat(100), 'a'.repeat(200).replace(/a$/, 'b'))).toBe(false)
})

it('refuses signs that mean something elsewhere', () => {
  for (const pattern of ['[ab]', '{a,b}', '!a', '\\*']) expect(() => globMatch(pattern, 'a')).toThrow(/only `\*`/)
})
