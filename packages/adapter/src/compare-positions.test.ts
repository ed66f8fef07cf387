import { expect, it } from 'vitest'
import { comparePositions } from './compare-positions.ts'

it('orders positions of one epoch by their offsets, and no others', () => {
  const at = (offset: number | string, epoch = 'e') => ({ epoch, offset })
  expect(comparePositions(at(1), at(2))).toBe(-1)
  expect(comparePositions(at(2), at(2))).toBe(0)
  expect(comparePositions(at(10), at(9))).toBe(1)
  expect(comparePositions(at('a'), at('b'))).toBe(-1)
  expect(comparePositions(at(1), at(2, 'f'))).toBeNull()
  expect(comparePositions(at(1), at('2'))).toBeNull()
})
