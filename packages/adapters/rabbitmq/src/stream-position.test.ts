import { comparePositions } from '@herenow/adapter'
import { assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { fingerprintOf, placeOf, streamPosition } from './stream-position.ts'

it('sorts as the numbers do, from before the first entry on', () => {
  const numbers = integer({ min: -1, max: Number.MAX_SAFE_INTEGER })
  assert(
    property(numbers, numbers, (one, other) => {
      const at = (number: number): ReturnType<typeof streamPosition> =>
        streamPosition('stream', { number, fingerprint: 'abc' })
      expect(comparePositions(at(one), at(other))).toBe(Math.sign(one - other))
    }),
  )
})

it('can be read again', () => {
  for (const place of [
    { number: -1, fingerprint: '' },
    { number: 0, fingerprint: 'z9' },
    { number: 123_456_789_012, fingerprint: '1a' },
  ]) {
    expect(placeOf(streamPosition('stream', place))).toEqual(place)
  }
})

it('is not taken for another service’s', () => {
  for (const offset of [7, '7', '0000000000000007', 'abc.def', '']) expect(placeOf({ epoch: 'e', offset })).toBeNull()
})

it('has a fingerprint that differs with each part of an entry', () => {
  const prints = [
    ['a', 'b'],
    ['ab', ''],
    ['', 'ab'],
    ['a', undefined],
    [undefined, 'a'],
    ['a', 'c'],
  ].map(fingerprintOf)
  expect(new Set(prints).size).toBe(prints.length)
  expect(fingerprintOf(['a', 'b'])).toBe(fingerprintOf(['a', 'b']))
})
