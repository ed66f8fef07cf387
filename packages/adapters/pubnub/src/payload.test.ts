import { assert, constantFrom, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataOf, payloadOf } from './payload.ts'

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
const plain = <T>(value: T): T => overTheWire(value) as T

describe('data', () => {
  it('is PubNub’s message, unless the SDK would not take it', () => {
    for (const data of ['hi', 7, true, ['a'], { a: 1 }, {}, []]) expect(payloadOf(data)).toBe(data)
    for (const data of [null, 0, '', false]) expect(payloadOf(data)).toEqual({ herenow: { data } })
  })

  it('comes back as it was', () => {
    const sharp = constantFrom({ herenow: { data: 1 } }, { herenow: 1 }, { herenow: { data: 1, b: 2 } })
    const back = (data: unknown): void => {
      expect(dataOf(overTheWire(payloadOf(plain(data))))).toEqual(plain(data))
    }
    assert(property(jsonValue(), back))
    assert(property(sharp, back))
  })
})
