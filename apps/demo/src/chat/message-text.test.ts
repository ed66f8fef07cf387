import { expect, it } from 'vitest'
import { messageText } from './message-text.ts'

it('shows text, with or without a wrapping', () => {
  expect(messageText({ text: 'hello' })).toBe('hello')
  expect(messageText('hello')).toBe('hello')
})

it('survives whatever another client may send', () => {
  for (const data of [null, 7, [], {}, { text: 7 }]) expect(messageText(data)).toMatch(/can’t show/)
})
