'use client'

import type { Message } from '@herenow/react'
import { forwardRef, useImperativeHandle, useRef } from 'react'
import { createScrollEngine } from '../../scroll/scroll-engine.ts'
import type { ScrollEngine, ScrollPlace } from '../../scroll/scroll-engine.ts'
import { nearEnd } from '../../scroll/scroll-machine.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import type { LogViewport, LogViewportHandle, LogViewportProps } from './log-viewport.ts'
import { newestWindow, windowAround } from './log-window.ts'
import type { LogWindow } from './log-window.ts'
import { numberRows } from './number-rows.ts'
import { articleOf, rowOfKey, textOfRow } from './row-elements.ts'
import { useLogWindow } from './use-log-window.ts'

/** Fewer rows than this could be less than one sees. */
const fewestRows = 100

/** Rows as they are in the document, a window of them, moved by the scroll engine. */
export const PlainViewport: LogViewport = forwardRef<LogViewportHandle, LogViewportProps>(
  function PlainViewport(props, ref) {
    const { messages, maxRendered, focusedId, renderRows, edge, status, scrollerProps } = props
    const scroller = useRef<HTMLDivElement>(null)
    const rows = useRef<HTMLDivElement>(null)
    const engine = useRef<ScrollEngine>(null)
    /** What was asked for and needs rows that come with the next commit. */
    const wanted = useRef<(() => void) | null>(null)
    const size = Math.max(fewestRows, maxRendered)
    const { window, setWindow, followReader } = useLogWindow(messages, { size, ...status, keptId: focusedId })
    const { start, end } = window
    const isOpen = end < messages.length

    const onceShown = (next: LogWindow<Message>, action: () => void): void => {
      if (next === window) return action()
      wanted.current = action
      setWindow(next)
    }
    useImperativeHandle(ref, () => ({
      scroller: () => scroller.current,
      toEnd: (isSmooth) =>
        onceShown(isOpen ? newestWindow(messages, size) : window, () => engine.current?.toEnd(isSmooth)),
      show: (index, { align, focus }) => {
        const next = windowAround(window, index, size)
        if (next !== window) engine.current?.release()
        const id = messages[index]?.id ?? ''
        onceShown(next, () => {
          const row = rowOfKey(rows.current, id)
          if (focus) articleOf(row)?.focus({ preventScroll: true })
          if (row !== null) engine.current?.reveal(row, align)
        })
      },
    }))

    const onPlace = (place: ScrollPlace): void => {
      const { fromStart, fromEnd, view, isPinned, isHeld } = place
      followReader(place)
      if (start === 0 && !isHeld) props.onNearStart(fromStart, view)
      props.onStatus({ isPinned, isHeld, isFar: fromEnd > nearEnd || isOpen })
    }
    useBrowserLayoutEffect(() => {
      if (scroller.current === null || rows.current === null) return undefined
      const made = createScrollEngine(scroller.current, rows.current, textOfRow)
      engine.current = made
      return made.disconnect
    }, [])
    useBrowserLayoutEffect(() => {
      if (rows.current !== null) numberRows(rows.current, start + 1)
      engine.current?.follow({ isOpen, onPlace })
      // Rows that were asked for are shown first: near which end the reader is, is only known then.
      wanted.current?.()
      wanted.current = null
      engine.current?.settle()
    })
    return (
      <div {...scrollerProps} ref={scroller}>
        <div className="hn-log-content">
          {edge}
          <div className="hn-log-rows" ref={rows}>
            {renderRows(start, end)}
          </div>
        </div>
      </div>
    )
  },
)
