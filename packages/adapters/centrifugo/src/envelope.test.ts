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

it('takes nothing else for one of ours', () => {
  assert(
    property(oneof(anything(), uint8Array()), (value) => {
      expect(opened(value)).toBeNull()
    }),
  )
})
