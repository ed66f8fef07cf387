import { anything, assert, constantFrom, dictionary, jsonValue, option, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openedMeta, sealedMeta } from './message-meta.ts'

const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown
const plain = <T>(value: T): T => overTheWire(value) as T
const names = string().filter((name) => name !== '__proto__')
const metas = option(dictionary(names, jsonValue()), { nil: null })
const objects = option(dictionary(constantFrom('name', 'avatar', 'herenow', ''), jsonValue()), { nil: null })

describe('what stands beside a message', () => {
  const beside = { id: 'm-1', name: 'said', connectionId: 'c', info: null, meta: null, isStored: true }

  it('is the app’s own, and one key of ours', () => {
    const meta = { language: 'de', herenow: 'taken' }
    expect(sealedMeta({ ...beside, meta, info: { name: 'Ana' }, isStored: false })).toEqual({
      language: 'de',
      herenow: {
        id: 'm-1',
        name: 'said',
        connectionId: 'c',
        info: { name: 'Ana' },
        store: false,
        meta: { herenow: 'taken' },
      },
    })
  })

  it('comes back as it was', () => {
    assert(
      property(metas, objects, (meta, info) => {
        const given = plain({ ...beside, meta, info })
        expect(openedMeta(overTheWire(sealedMeta(given)))).toEqual(given)
      }),
    )
  })

  it('may be anything where another client has published', () => {
    assert(property(anything(), (meta) => void openedMeta(meta)))
    expect(openedMeta({ a: 1 })).toEqual({ info: null, meta: { a: 1 } })
    expect(openedMeta({ herenow: { id: 7 } })).toEqual({ info: null, meta: { herenow: { id: 7 } } })
    const foretold = { herenow: { id: '17645430000000001', name: 'said' } }
    expect(openedMeta(foretold)).toEqual({ info: null, meta: foretold })
    expect(openedMeta('')).toEqual({ info: null, meta: null })
  })
})
