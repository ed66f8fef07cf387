import { expect, it } from 'vitest'
import { isMessageId } from './message-id.ts'

it.each([
  'a',
  'order/17#3',
  'ana@example.com 2026-11-26',
  '"quoted" \\ back',
  '日本語',
  '👋',
  'x'.repeat(128),
  '__proto__',
])('accepts the id %j', (id) => {
  expect(isMessageId(id)).toBe(true)
})

it.each(['', 'x'.repeat(129), '日'.repeat(43), 'a\nb', '\0', 'a\u007F', 'a\u0085', '\uD83D', 7, null, undefined, {}])(
  'refuses the id %j',
  (id) => {
    expect(isMessageId(id)).toBe(false)
  },
)
