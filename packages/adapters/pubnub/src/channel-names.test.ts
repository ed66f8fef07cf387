import { channelNameProblem } from '@herenow/adapter'
import { array, assert, constantFrom, property } from 'fast-check'
import { expect, it } from 'vitest'
import { channelName, nativeName } from './channel-names.ts'

it('is the same at PubNub, but for what PubNub or its SDK would take otherwise', () => {
  expect(nativeName('team.room_1@home=a-b')).toBe('team.room_1@home=a-b')
  expect(nativeName('room:a:b')).toBe('room~a~b')
  expect(nativeName('room-pnpres')).toBe('room-~~pnpres')
  expect(nativeName('__proto__')).toBe('__~~proto__')
})

it('has exactly one name there, which leads back', () => {
  const parts = constantFrom('a', ':', '.', '-', '-pnpres', 'pnpres', '__proto__', '_', '~', '~~', 'B')
  const seen = new Map<string, string>()
  assert(
    property(array(parts, { minLength: 1, maxLength: 8 }), (pieces) => {
      const name = pieces.join('')
      if (channelNameProblem(name) === null) {
        const native = nativeName(name)
        expect(channelName(native)).toBe(name)
        expect(seen.get(native) ?? name).toBe(name)
        expect(native).toMatch(/^(?:(?!-pnpres)[^,:*/\\\s])+$/)
        seen.set(native, name)
      }
      const channel = channelName(name)
      if (channel !== null) expect(nativeName(channel)).toBe(name)
    }),
    { numRuns: 2_000 },
  )
})

it('is none of ours where another client made it up', () => {
  for (const native of ['a b', 'a!', '~a', 'a~', 'a~~b', 'room-pnpres', '__proto__', 'ä', '']) {
    expect(channelName(native), native).toBeNull()
  }
})

it('may have 92 characters there', () => {
  expect(nativeName('x'.repeat(92))).toHaveLength(92)
  for (const name of ['x'.repeat(93), `${'x'.repeat(84)}-pnpres`.padEnd(92, 'x')]) {
    expect(() => nativeName(name)).toThrow('92 characters')
  }
})
