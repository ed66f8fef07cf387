import { describe, expect, it } from 'vitest'
import { asksToSend } from './send-key.ts'
import type { KeyPress } from './send-key.ts'

const enter: KeyPress = {
  key: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
}

describe('asksToSend', () => {
  it('takes Enter, and leaves Shift+Enter and Alt+Enter to the text', () => {
    expect(asksToSend(enter, 'enter')).toBe(true)
    expect(asksToSend({ ...enter, shiftKey: true }, 'enter')).toBe(false)
    expect(asksToSend({ ...enter, altKey: true }, 'enter')).toBe(false)
    expect(asksToSend({ ...enter, key: 'a' }, 'enter')).toBe(false)
  })

  it('takes Ctrl+Enter and Command+Enter in both ways, and nothing less in the second', () => {
    for (const submitOn of ['enter', 'mod+enter'] as const) {
      expect(asksToSend({ ...enter, ctrlKey: true }, submitOn)).toBe(true)
      expect(asksToSend({ ...enter, metaKey: true }, submitOn)).toBe(true)
      expect(asksToSend({ ...enter, ctrlKey: true, shiftKey: true }, submitOn)).toBe(false)
    }
    expect(asksToSend(enter, 'mod+enter')).toBe(false)
  })

  it('leaves every Enter that belongs to an input method alone, also one that Safari tells of late', () => {
    for (const submitOn of ['enter', 'mod+enter'] as const) {
      expect(asksToSend({ ...enter, isComposing: true, ctrlKey: true }, submitOn)).toBe(false)
      expect(asksToSend({ ...enter, keyCode: 229, ctrlKey: true }, submitOn)).toBe(false)
    }
  })
})
