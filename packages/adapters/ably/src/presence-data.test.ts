import { assert, dictionary, jsonValue, option, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { opened, sealed } from './presence-data.ts'

it('leaves a state as it is where Ably has data for it', () => {
  for (const state of ['busy', { status: 'busy' }, ['busy']]) expect(sealed({ state, info: null })).toEqual(state)
  expect(sealed({ state: null, info: null })).toBeUndefined()
})

it('puts who it is beside a state’s own keys', () => {
  expect(sealed({ state: { status: 'busy' }, info: { name: 'Ana' } })).toEqual({
    status: 'busy',
    herenow: { info: { name: 'Ana' } },
  })
  expect(sealed({ state: 7, info: null })).toEqual({ herenow: { state: 7 } })
})

it('takes what somebody else has entered with for a state', () => {
  for (const data of ['busy', { status: 'busy' }, [1], { herenow: 'yes' }]) {
    expect(opened(data)).toEqual({ state: data, info: null })
  }
  expect(opened(undefined)).toEqual({ state: null, info: null })
})

it('gives back what was put in', () => {
  const infos = option(
    dictionary(
      string().filter((name) => name !== '__proto__'),
      jsonValue(),
    ),
    { nil: null },
  )
  assert(
    property(jsonValue(), infos, (state, info) => {
      const member = JSON.parse(JSON.stringify({ state, info })) as { state: unknown; info: typeof info }
      const data = JSON.stringify(sealed(member))
      expect(opened(data === undefined ? undefined : JSON.parse(data))).toEqual(member)
    }),
  )
})
