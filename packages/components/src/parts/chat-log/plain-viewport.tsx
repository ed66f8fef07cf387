'use client'

import type { Message } from '@herenow/react'
import { forwardRef, useImperativeHandle, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { rowOf } from '../../scroll/anchor.ts'
import type { ScrollEngine, ScrollPlace, ScrollStatus } from '../../scroll/scroll-engine.ts'
import { nearEnd } from '../../scroll/scroll-machine.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { useScrollEngine } from '../../scroll/use-scroll-engine.ts'
import type { LogViewport, LogViewportHandle, LogViewportProps } from './log-viewport.ts'
import { numberRows } from './number-rows.ts'
import { useLogWindow } from './use-log-window.ts'
import type { LogWindowControl } from './use-log-window.ts'

/** What to do once the rows are there. */
type Wanted =
  | { readonly type: 'end'; readonly smooth: boolean }
  | { readonly type: 'row'; readonly id: string; readonly align: 'nearest' | 'center'; readonly focus: boolean }

/** Rows as they are in the document, a window of them, moved by the scroll engine. */
export const PlainViewport: LogViewport = forwardRef(function PlainViewport(props: LogViewportProps, ref) {
  const { messages, maxRendered, focusedId, header, placeholder, renderRows, scrollerProps } = props
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const [status, setStatus] = useState<ScrollStatus>({ isPinned: true, isHeld: false })
  const control = useLogWindow({ messages, maxRendered, focusedId, status })
  const { start, end } = control.window
  const engine = useScrollEngine(
    { scroller, content, rows },
    {
      isOpen: () => end < messages.length,
      onChange: setStatus,
      onPlace: (place) => onPlace(place, control, status, props),
    },
  )
  const handle = useHandle(control, messages, { engine, scroller, rows })
  useImperativeHandle(ref, () => handle, [handle])
  useOwnSends(props.ownSends, handle)
  return (
    <div {...scrollerProps} ref={scroller}>
      <div className="hn-log-content" ref={content}>
        {header}
        {placeholder}
        <div className="hn-log-rows" ref={rows}>
          {renderRows(start, end)}
        </div>
      </div>
    </div>
  )
})

function onPlace(place: ScrollPlace, control: LogWindowControl, status: ScrollStatus, props: LogViewportProps): void {
  const { start, end, log } = control.window
  control.follow(place)
  if (start === 0 && !status.isHeld) props.onNearStart(place.fromStart, place.view)
  props.onStatus({ isPinned: status.isPinned, isFar: place.fromEnd > nearEnd || end < log.length })
}

interface Parts {
  readonly engine: RefObject<ScrollEngine | null>
  readonly scroller: RefObject<HTMLElement | null>
  readonly rows: RefObject<HTMLElement | null>
}

/** What the log can ask for; what needs other rows is done when they are there. */
function useHandle(
  control: LogWindowControl,
  messages: readonly Message[],
  { engine, scroller, rows }: Parts,
): LogViewportHandle {
  const wanted = useRef<Wanted | null>(null)
  const newest = useRef({ control, messages })
  const perform = useRef(() => {
    const want = wanted.current
    wanted.current = null
    if (want?.type === 'end') engine.current?.toEnd({ smooth: want.smooth })
    const row = want?.type === 'row' && rows.current !== null ? rowOf(rows.current, want.id) : undefined
    if (want?.type === 'row' && row !== undefined) {
      const article = row.querySelector<HTMLElement>('[role="article"]') ?? row
      if (want.focus) article.focus({ preventScroll: true })
      engine.current?.reveal(row, { align: want.align })
    }
  })
  useBrowserLayoutEffect(() => {
    newest.current = { control, messages }
    if (rows.current !== null) numberRows(rows.current, control.window.start + 1)
    // Rows that were asked for are shown first: near which end the reader is, is only known then.
    if (wanted.current !== null) perform.current()
    engine.current?.settle()
  })
  const [handle] = useState<LogViewportHandle>(() => ({
    scroller: () => scroller.current,
    toEnd: ({ smooth = false } = {}) => {
      wanted.current = { type: 'end', smooth }
      if (!newest.current.control.toNewest()) perform.current()
    },
    show: (index, how) => {
      const id = newest.current.messages[index]?.id
      if (id === undefined) return
      wanted.current = { type: 'row', id, ...how }
      if (newest.current.control.toIndex(index)) engine.current?.release()
      else perform.current()
    },
  }))
  return handle
}

/** Whoever speaks wants to be at the end. */
function useOwnSends(ownSends: number, handle: LogViewportHandle): void {
  const seen = useRef(ownSends)
  useBrowserLayoutEffect(() => {
    if (seen.current === ownSends) return
    seen.current = ownSends
    handle.toEnd()
  }, [ownSends, handle])
}
