import { comparePositions } from '@herenow/adapter'
import { expect, it } from 'vitest'
import {
  nativePosition,
  positionAfter,
  positionAt,
  positionBefore,
  positionOf,
  timeOf,
  zero,
} from './native-position.ts'

it('orders moments that a number would not tell apart', () => {
  const [one, two] = ['17645430000000001', '17645430000000002'].map(positionOf)
  if (!one || !two) throw new Error('There are two')
  expect(comparePositions(one, two)).toBe(-1)
  expect(positionAfter(one)).toEqual(two)
  expect(positionBefore(two)).toEqual(one)
  expect(comparePositions(zero, one)).toBe(-1)
})

it('knows which millisecond a moment belongs to', () => {
  expect(positionAt(1_764_543_000_000).offset).toBe('17645430000000000')
  expect(timeOf(positionOf('17645430000009999'))).toBe(1_764_543_000_000)
})

it('knows positions of others', () => {
  expect(nativePosition({ epoch: 'of-another-time', offset: 'x' })).toBeNull()
  for (const offset of [7, 'x', '1764543000000000'])
    expect(() => nativePosition({ epoch: 'pubnub', offset })).toThrow('another service')
})

it.each([-1, Number.NaN, 1e300, 8.64e15, Infinity])('takes no %d for a time', (time) => {
  expect(() => positionAt(time)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
})

it.each([undefined, null, 'x', '17958240261410000abc', -5, 1e300, {}])(
  'is nothing that PubNub would say: %j',
  (timetoken) => {
    expect(() => positionOf(timetoken)).toThrow(expect.objectContaining({ code: 'connection_failed', retryable: true }))
  },
)
