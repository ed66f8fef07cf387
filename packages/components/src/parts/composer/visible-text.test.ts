import { expect, it } from 'vitest'
import { isVisible } from './visible-text.ts'

it.each([
  ['nothing', ''],
  ['blanks and lines', ' \n\t\u00A0\u3000'],
  ['a zero-width space', '\u200B'],
  ['joiners and a byte order mark', '\u200C\u200D\u2060\uFEFF'],
  ['marks of direction', '\u200E\u202E\u2066\u2069\u061C'],
  ['a soft hyphen', '\u00AD'],
  ['fillers of Hangul', '\u3164\uFFA0\u115F\u1160'],
  ['empty braille', '\u2800'],
  ['selectors and tags alone', '\uFE0F\u{E0020}\u{E007F}'],
  ['controls', '\u0000\u0007\u001B'],
])('%s is no text', (_, text) => {
  expect(isVisible(text)).toBe(false)
})

it.each(['.', '👩‍👩‍👧', '❤️', 'می‌خواهم', '\u200Ba', '⠃'])('%s is one', (text) => {
  expect(isVisible(text)).toBe(true)
})
