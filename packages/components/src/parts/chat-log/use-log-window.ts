'use client'

import type { Message } from '@herenow/react'
import { useRef, useState } from 'react'
import type { ScrollPlace } from '../../scroll/scroll-engine.ts'
import { earlierWindow, fitWindow, laterWindow, newestWindow } from './log-window.ts'
import type { LogWindow, WindowRules } from './log-window.ts'

/** How many rows come at once when the reader gets near an end of those there are. */
const rowsAtOnce = 50

/**
 * Rows may come at one end and then at the other so often before the reader moves again. Where a few rows are higher
 * than all the others together, they could otherwise bring each other for ever.
 */
const turnsAtMost = 3

/** The window of a log, and what moves it. */
export interface LogWindowControl {
  readonly window: LogWindow<Message>
  readonly setWindow: (window: LogWindow<Message>) => void
  /** More rows where the reader gets near an end of those there are. */
  readonly followReader: (place: ScrollPlace) => void
}

/** Keeps a window on a log that changes. */
export function useLogWindow(messages: readonly Message[], rules: WindowRules): LogWindowControl {
  const [before, setWindow] = useState(() => newestWindow(messages, rules.size))
  const window = fitWindow(before, messages, rules)
  // The rows of this render are decided by the window of the last one, whose state this is.
  if (window !== before) setWindow(window)
  const turns = useRef({ side: '', count: 0 })
  return {
    window,
    setWindow,
    followReader: ({ fromStart, fromEnd, view, isPinned, isHeld, byReader }) => {
      const isEarly = window.start > 0 && fromStart < view
      const isLate = !isEarly && window.end < messages.length && fromEnd < view
      const side = isEarly ? 'earlier' : isLate ? 'later' : ''
      if (byReader) turns.current = { side, count: 0 }
      if (side === '' || isPinned || isHeld) return
      if (side !== turns.current.side) turns.current = { side, count: turns.current.count + 1 }
      if (turns.current.count > turnsAtMost) return
      // The far end is trimmed only where that is two screens away.
      const size = (isEarly ? fromEnd : fromStart) > 2 * view ? rules.size : Infinity
      setWindow((isEarly ? earlierWindow : laterWindow)(window, rowsAtOnce, { ...rules, size }))
    },
  }
}
