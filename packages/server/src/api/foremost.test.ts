import { array, assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { foremost } from './foremost.ts'

it('finds what a sorted list begins with, whatever its order was', () => {
  assert(
    property(array(integer({ min: 0, max: 50 })), integer({ min: 1, max: 10 }), (numbers, most) => {
      expect(foremost(numbers, most, (a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b).slice(0, most))
    }),
  )
})
