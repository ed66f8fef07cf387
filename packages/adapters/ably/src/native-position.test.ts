import { comparePositions } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { isOfMessage, nativePosition, positionAt, positionBefore, positionOf, timeOf } from './native-position.ts'

const serials = ['01726585978590-000@site:000', '01726585978590-001@site:000', '01726585978591-000@site:000']

it('orders messages as their serials are ordered, and moments between them', () => {
  const [one, two, three] = serials.map((serial) => positionOf(serial))
  if (!one || !two || !three) throw new Error('There are three')
  const inOrder = [
    positionAt(1_726_585_978_590),
    one,
    positionBefore(two.offset),
    two,
    positionAt(1_726_585_978_591),
    three,
  ]
  for (const [index, position] of inOrder.entries()) {
    const next = inOrder[index + 1]
    if (next) expect(comparePositions(position, next), `${position.offset} before ${next.offset}`).toBe(-1)
  }
  expect([one, positionAt(7)].map(isOfMessage)).toEqual([true, false])
})

it('reads the time in a serial, where there is one', () => {
  expect([...serials, positionAt(5).offset].map(timeOf)).toEqual([
    1_726_585_978_590, 1_726_585_978_590, 1_726_585_978_591, 5,
  ])
  for (const other of ['', 'cbfqxperABgItU52203559@1726232498871-0', '0172658597859'])
    expect(timeOf(other)).toBeUndefined()
})

it('has no position for what has no serial, and knows those of others', () => {
  expect([positionOf(undefined), positionOf(null), positionOf('')]).toEqual([null, null, null])
  expect(nativePosition({ epoch: 'of-another-time', offset: 'x' })).toBeNull()
  expect(() => nativePosition({ epoch: 'ably', offset: 7 })).toThrow('another service')
})
