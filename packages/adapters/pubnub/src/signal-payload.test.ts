import { describe, expect, it } from 'vitest'
import { openedSignal, sealedSignal } from './signal-payload.ts'

describe('a signal', () => {
  it('has room for name and data, and for who it is where that fits', () => {
    expect(sealedSignal({ name: 'typing', data: 1, info: { name: 'Ana' } })).toEqual({
      name: 'typing',
      data: 1,
      info: { name: 'Ana' },
    })
    expect(sealedSignal({ name: 'typing', data: 1, info: { name: 'x'.repeat(40) } })).toEqual({
      name: 'typing',
      data: 1,
    })
    expect(sealedSignal({ name: 'typing', data: 'x'.repeat(40), info: null })).toBeNull()
  })

  it('of another client is data without a name', () => {
    for (const payload of ['hi', 7, { a: 1 }, { name: 7, data: 1 }, { name: 'x' }])
      expect(openedSignal(payload)).toEqual({ name: 'signal', data: payload, info: null })
    expect(openedSignal({ name: 'typing', data: null })).toEqual({ name: 'typing', data: null, info: null })
  })
})
