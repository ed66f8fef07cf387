import { assert, constantFrom, dictionary, jsonValue, option, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { besideOf, headersOf } from './headers.ts'

describe('headers', () => {
  it('hold texts, numbers and booleans as they are, and the rest in one header of ours', () => {
    expect(headersOf({ meta: { language: 'de', stars: 5, urgent: true, tags: ['a'] }, info: { name: 'Ana' } })).toEqual(
      {
        language: 'de',
        stars: 5,
        urgent: true,
        herenow: '{"meta":{"tags":["a"]},"info":{"name":"Ana"}}',
      },
    )
    expect(headersOf({ meta: null, info: null })).toBeNull()
  })

  it('give back what was put in', () => {
    const names = string().filter((name) => name !== '__proto__')
    const metas = option(dictionary(names, jsonValue()), { nil: null })
    const infos = option(dictionary(constantFrom('name', 'avatar', 'herenow'), jsonValue()), { nil: null })
    assert(
      property(metas, infos, (meta, info) => {
        const beside = JSON.parse(JSON.stringify({ meta, info })) as { meta: typeof meta; info: typeof info }
        const headers: unknown = JSON.parse(JSON.stringify(headersOf(beside)))
        expect(besideOf({ headers })).toEqual(beside)
      }),
    )
  })

  it.each([undefined, null, {}, 7, { headers: null }, { headers: [] }, { headers: {} }, { push: { headers: 'no' } }])(
    'of somebody else may be missing (%j)',
    (extras) => {
      expect(besideOf(extras)).toEqual({ meta: null, info: null })
    },
  )

  it.each(['not JSON', '[]', '7', '{"meta":7,"info":[]}', 5])('take %j under our name for nothing', (herenow) => {
    expect(besideOf({ headers: { herenow } })).toEqual({ meta: null, info: null })
    expect(besideOf({ headers: { herenow, a: 'b' } })).toEqual({ meta: { a: 'b' }, info: null })
  })
})

it('keep every name, also those that objects have of themselves', () => {
  const meta: Record<string, unknown> = JSON.parse('{"__proto__":"a","constructor":{"b":1},"toString":2}')
  const headers: unknown = JSON.parse(JSON.stringify(headersOf({ meta, info: null })))
  expect(JSON.stringify(besideOf({ headers }).meta)).toBe('{"__proto__":"a","toString":2,"constructor":{"b":1}}')
})
