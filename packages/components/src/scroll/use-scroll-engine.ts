'use client'

import { useRef } from 'react'
import type { RefObject } from 'react'
import { createScrollEngine } from './scroll-engine.ts'
import type { ScrollEngine, ScrollEngineOptions } from './scroll-engine.ts'
import { useBrowserLayoutEffect } from './use-layout-effect.ts'

/** The three elements that an engine looks after. */
export interface ScrollElements {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly rows: RefObject<HTMLDivElement | null>
}

/** Keeps an engine on three elements while they are mounted. The newest callbacks are called. */
export function useScrollEngine(
  { scroller, content, rows }: ScrollElements,
  callbacks: Pick<ScrollEngineOptions, 'isOpen' | 'onChange' | 'onPlace'>,
): RefObject<ScrollEngine | null> {
  const engine = useRef<ScrollEngine | null>(null)
  const newest = useRef(callbacks)
  useBrowserLayoutEffect(() => {
    newest.current = callbacks
  })
  useBrowserLayoutEffect(() => {
    if (scroller.current === null || content.current === null || rows.current === null) return undefined
    const made = createScrollEngine({
      scroller: scroller.current,
      content: content.current,
      rows: rows.current,
      isOpen: () => newest.current.isOpen(),
      onChange: (status) => newest.current.onChange(status),
      onPlace: (place) => newest.current.onPlace(place),
    })
    engine.current = made
    return () => {
      engine.current = null
      made.disconnect()
    }
  }, [scroller, content, rows])
  return engine
}
