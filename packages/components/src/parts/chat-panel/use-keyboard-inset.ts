'use client'

import { useEffect } from 'react'
import type { RefObject } from 'react'
import { keyboardInset } from './keyboard-inset.ts'

/**
 * Sets `--hn-keyboard` on the chat panel around a field: how much of it the keyboard of a phone covers. Phones shrink only
 * the visible part of a page, not the page; without this the field would be under the keyboard.
 */
export function useKeyboardInset(field: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { visualViewport } = window
    // Missing in some test environments.
    if (!visualViewport) return undefined
    const measure = () => {
      const panel = field.current?.closest<HTMLElement>('[data-slot=chat-panel]')
      if (!panel) return
      const { offsetTop, height, scale } = visualViewport
      const area = { offsetTop, height, scale, windowHeight: document.documentElement.clientHeight }
      panel.style.setProperty('--hn-keyboard', `${keyboardInset(panel.getBoundingClientRect().bottom, area)}px`)
    }
    const over = new AbortController()
    for (const type of ['resize', 'scroll']) visualViewport.addEventListener(type, measure, over)
    return () => over.abort()
  }, [field])
}
