import { anything, assert, jsonValue, oneof, property, string, uint8Array } from 'fast-check'
import { isMessageId } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { opened, sealed } from './envelope.ts'

it('brings back what was put in, whatever that is', () => {
  assert(
    property(string({ minLength: 1, maxLength: 30 }), string(), jsonValue(), (id, name, data) => {
      if (!isMessageId(id)) return
      const envelope = sealed({ id, name, data, meta: { a: 1 }, store: true, ttl: null }, 5)
      const travelled: unknown = JSON.parse(JSON.stringify(envelope))
      expect(opened(travelled)).toEqual({ id, name, data: JSON.parse(JSON.stringify(data)), time: 5, meta: { a: 1 } })
    }),
  )
})

it.each([1e308, -1e300, 8_640_000_000_000_001, '2026', null])(
  'takes none with the time %j, which no date can hold',
  (time) => {
    expect(opened({ id: 'm-1', name: 'said', data: 1, time })).toBeNull()
  },
)

it('takes none with an id as publications get that bring none', () => {
  expect(opened({ id: 'centrifugo:epoch:7', name: 'said', data: 1, time: 5 })).toBeNull()
})

it('takes nothing else for one of ours', () => {
  assert(
    property(oneof(anything(), uint8Array()), (value) => {
      expect(opened(value)).toBeNull()
    }),
  )
})
