'use client'

import type { Message } from '@herenow/react'
import { useMemo, useRef, useState } from 'react'
import type { ScrollPlace, ScrollStatus } from '../../scroll/scroll-engine.ts'
import { earlierWindow, fitWindow, laterWindow, newestWindow, windowAround } from './log-window.ts'
import type { LogWindow } from './log-window.ts'

/** How many rows come at once when the reader gets near an end of those there are. */
const rowsAtOnce = 50

/** Fewer rows than this could be less than one sees. */
const fewestRows = 100

/**
 * Rows may come at one end and then at the other so often before the reader moves again. Where a few rows are higher
 * than all the others together, they could otherwise bring each other for ever.
 */
const turnsAtMost = 3

interface Turns {
  readonly side: 'earlier' | 'later' | null
  readonly count: number
}

/** The window of a log, and what moves it. */
export interface LogWindowControl {
  readonly window: LogWindow<Message>
  /** Shows the newest messages. Whether that changes anything. */
  readonly toNewest: () => boolean
  /** Makes a message a row. Whether that changes anything. */
  readonly toIndex: (index: number) => boolean
  /** More rows where the reader gets near an end. */
  readonly follow: (place: ScrollPlace) => void
}

interface LogWindowOptions {
  readonly messages: readonly Message[]
  readonly maxRendered: number
  readonly focusedId: string | null
  readonly status: ScrollStatus
}

/** Keeps a window on a log that changes. */
export function useLogWindow({ messages, maxRendered, focusedId, status }: LogWindowOptions): LogWindowControl {
  const size = Math.max(fewestRows, maxRendered)
  const [last, setWindow] = useState(() => newestWindow(messages, size))
  const window = fitWindow(last, messages, { size, ...status, keptId: focusedId })
  // The rows of this render are decided by the window of the last one, whose state this is.
  if (window !== last) setWindow(window)
  const turns = useRef<Turns>({ side: null, count: 0 })
  return useMemo(() => {
    const move = (next: LogWindow<Message>): boolean => {
      setWindow(next)
      return next !== window
    }
    const rules = { size, ...status, keptId: focusedId }
    return {
      window,
      toNewest: () => window.end < window.log.length && move(newestWindow(window.log, size)),
      toIndex: (index) => move(windowAround(window, index, size)),
      follow: (place) => {
        const side = nearSide(place, window)
        if (place.byReader) turns.current = { side, count: 0 }
        if (side === null || status.isPinned || status.isHeld) return
        if (side !== turns.current.side) turns.current = { side, count: turns.current.count + 1 }
        if (turns.current.count > turnsAtMost) return
        const far = side === 'earlier' ? place.fromEnd : place.fromStart
        const room = far > 2 * place.view ? rules : { ...rules, size: Infinity }
        setWindow((side === 'earlier' ? earlierWindow : laterWindow)(window, rowsAtOnce, room))
      },
    }
  }, [window, size, status, focusedId])
}

function nearSide({ fromStart, fromEnd, view }: ScrollPlace, window: LogWindow): 'earlier' | 'later' | null {
  if (window.start > 0 && fromStart < view) return 'earlier'
  return window.end < window.log.length && fromEnd < view ? 'later' : null
}
