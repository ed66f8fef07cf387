import { encodeMessage } from '@herenow/protocol'
import { anything, assert, json, property, string } from 'fast-check'
import { expect, it } from 'vitest'
import { completeMessage, draftMessage, publisherText } from './message-draft.ts'

it('becomes the same message that the protocol encodes, whatever names and data are', () => {
  assert(
    property(json(), string(), string(), anything(), (data, name, clientId, metaValue) => {
      const meta = { value: metaValue === undefined ? null : String(typeof metaValue) }
      const publisher = publisherText({ clientId, info: { name }, connectionId: 'c' })
      const text = completeMessage(draftMessage({ id: 'm', name, data, meta, publisher }), 5, 7)
      const parsed: unknown = JSON.parse(data)
      const message = {
        id: 'm',
        name,
        data: parsed,
        clientId,
        info: { name },
        connectionId: 'c',
        timestamp: 5,
        offset: 7,
        meta,
      }
      expect(JSON.parse(text)).toEqual(JSON.parse(encodeMessage(message)))
    }),
  )
})

it('has no offset when it is not stored, and only what its publisher has', () => {
  const text = completeMessage(
    draftMessage({ id: 'm', name: 'n', data: '1', publisher: publisherText({ clientId: 'a' }) }),
    5,
    null,
  )
  expect(JSON.parse(text)).toEqual({ id: 'm', name: 'n', data: 1, clientId: 'a', timestamp: 5 })
})

it('takes ids of any characters as data, not as JSON', () => {
  for (const id of ['"', '\\', '","data":"forged', '日本 👋', '__proto__']) {
    const draft = draftMessage({ id, name: 'n', data: '1', publisher: publisherText({ clientId: 'a' }) })
    expect(JSON.parse(completeMessage(draft, 5, null))).toEqual({ id, name: 'n', data: 1, clientId: 'a', timestamp: 5 })
  }
})
