import { assert, constantFrom, dictionary, jsonValue, option, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openedState, sealedState } from './presence-state.ts'

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
const plain = <T>(value: T): T => overTheWire(value) as T
const objects = option(dictionary(constantFrom('name', 'avatar', 'herenow', ''), jsonValue()), { nil: null })

describe('a state', () => {
  it('is PubNub’s where it is an object, with who it is beside', () => {
    expect(sealedState({ state: { mood: 1 }, info: null })).toEqual({ mood: 1 })
    expect(sealedState({ state: { mood: 1 }, info: { name: 'Ana' } })).toEqual({
      mood: 1,
      herenow: { info: { name: 'Ana' } },
    })
    expect(sealedState({ state: 7, info: null })).toEqual({ herenow: { state: 7 } })
    expect(sealedState({ state: null, info: null })).toEqual({})
  })

  it('comes back as it was', () => {
    assert(
      property(jsonValue(), objects, (state, info) => {
        const given = plain({ state, info })
        expect(openedState(overTheWire(sealedState(given)))).toEqual(given)
      }),
    )
    for (const state of [{}, { herenow: 1 }, { a: 1, herenow: { info: 1 } }])
      expect(openedState(sealedState({ state, info: null })).state).toEqual(state)
  })

  it('of another client is what that one has set', () => {
    expect(openedState(undefined)).toEqual({ state: null, info: null })
    expect(openedState({ status: 'busy' })).toEqual({ state: { status: 'busy' }, info: null })
  })
})
