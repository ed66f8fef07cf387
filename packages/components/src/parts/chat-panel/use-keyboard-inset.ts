'use client'

import { useEffect } from 'react'
import type { RefObject } from 'react'
import { keyboardInset } from './keyboard-inset.ts'

/**
 * Keeps `--hn-keyboard` on an element: how much of it the keyboard of a phone covers. Phones make only the visible part
 * of a page smaller, not the page; without this the composer would be under the keyboard.
 */
export function useKeyboardInset(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { visualViewport } = window
    if (visualViewport === null) return undefined
    const measure = () => {
      const { current } = element
      if (current === null) return
      const { offsetTop, height, scale } = visualViewport
      const area = { offsetTop, height, scale, windowHeight: document.documentElement.clientHeight }
      const inset = keyboardInset(current.getBoundingClientRect().bottom, area)
      current.style.setProperty('--hn-keyboard', `${inset}px`)
    }
    visualViewport.addEventListener('resize', measure)
    visualViewport.addEventListener('scroll', measure)
    return () => {
      visualViewport.removeEventListener('resize', measure)
      visualViewport.removeEventListener('scroll', measure)
    }
  }, [element])
}
