import { expect, it } from 'vitest'
import { placeOf } from './place.ts'

it.each([
  ['http://127.0.0.1:7070/inspector/', 'http://127.0.0.1:7070', 'ws://127.0.0.1:7070'],
  ['https://example.com/realtime/inspector/', 'https://example.com/realtime', 'wss://example.com/realtime'],
  ['https://example.com/a/realtime/inspector/#x', 'https://example.com/a/realtime', 'wss://example.com/a/realtime'],
])('the server of the page %s is at %s', (href, httpUrl, socketUrl) => {
  expect(placeOf(href)).toEqual({ httpUrl, socketUrl })
})
