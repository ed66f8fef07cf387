import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { utf8Length } from './utf8-length.ts'

it('counts as TextEncoder does, lone surrogates too', () => {
  const encoder = new TextEncoder()
  const piece = oneof(string({ unit: 'binary' }), constantFrom('\uD83D', '\uDE00', '😀', 'é', '日', '\0', '\u07FF'))
  assert(
    property(array(piece), (pieces) => {
      const text = pieces.join('')
      expect(utf8Length(text)).toBe(encoder.encode(text).length)
    }),
  )
})
