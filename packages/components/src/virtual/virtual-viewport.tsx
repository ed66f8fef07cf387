'use client'

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { Range, ReactVirtualizer } from '@tanstack/react-virtual'
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { asksForLessMotion } from '../env/motion.ts'
import type { LogViewport, LogViewportHandle, LogViewportProps } from '../parts/chat-log/log-viewport.ts'
import { numberRow } from '../parts/chat-log/number-rows.ts'
import { nearEnd } from '../scroll/scroll-machine.ts'
import { useBrowserLayoutEffect } from '../scroll/use-layout-effect.ts'
import { useSteadyText } from './steady-text.ts'

/** A row that wasn't measured yet is taken for this high, px. */
const usualRow = 56

/** So many rows beyond what one sees. */
const overscan = 12

/** As high as the header of a log, px at the browser's default text size. */
const headerHeight = 48
const endPadding = 12

type Rows = ReactVirtualizer<HTMLDivElement, HTMLDivElement>

/**
 * Only the rows in view, and a few more. Who scrolls here is TanStack's virtualizer.
 *
 * It keeps its state in one object that changes, which the React Compiler must not remember.
 */
export const VirtualViewport: LogViewport = forwardRef(function VirtualViewport(props: LogViewportProps, ref) {
  'use no memo'
  const { messages, edge, renderRows, scrollerProps } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState<WantedRow | null>(null)
  const rows = useRows(props, scroller, wanted)
  const handle = useHandle(rows, scroller, setWanted)
  useImperativeHandle(ref, () => handle, [handle])
  useStartAtEnd(rows, messages.length > 0)
  const noticeText = useSteadyText(rows, scroller)
  useStatus(props, rows, scroller, noticeText)
  useBrowserLayoutEffect(() => {
    if (wanted !== null && showWanted(scroller.current, wanted)) setWanted(null)
  })
  return (
    <div {...scrollerProps} ref={scroller}>
      <div
        className="hn-log-content"
        data-virtual
        style={{ blockSize: messages.length > 0 ? rows.getTotalSize() : undefined }}
      >
        {edge}
        {rows.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={rows.measureElement}
            className="hn-log-place"
            data-index={item.index}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {renderRows(item.index, item.index + 1)}
          </div>
        ))}
      </div>
    </div>
  )
})

interface WantedRow {
  readonly index: number
  readonly focus: boolean
}

function useRows(
  { messages, focusedId }: LogViewportProps,
  scroller: RefObject<HTMLDivElement | null>,
  wanted: WantedRow | null,
): Rows {
  'use no memo'
  const focused = focusedId === null ? -1 : messages.findIndex((message) => message.id === focusedId)
  const withKept = (range: Range): number[] => {
    const shown = new Set(defaultRangeExtractor(range))
    for (const index of [focused, wanted?.index ?? -1]) if (index >= 0 && index < messages.length) shown.add(index)
    return [...shown].sort((a, b) => a - b)
  }
  // oxlint-disable-next-line react/incompatible-library -- that is why this hook is 'use no memo'
  return useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualRow,
    getItemKey: (index) => messages[index]?.id ?? index,
    rangeExtractor: withKept,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
    overscan,
    paddingStart: headerHeight,
    paddingEnd: endPadding,
  })
}

function useHandle(
  rows: Rows,
  scroller: RefObject<HTMLDivElement | null>,
  want: (row: WantedRow) => void,
): LogViewportHandle {
  const newest = useNewest(rows)
  const [handle] = useState<LogViewportHandle>(() => ({
    scroller: () => scroller.current,
    toEnd: (isSmooth) => newest.current.scrollToEnd({ behavior: isSmooth && !asksForLessMotion() ? 'smooth' : 'auto' }),
    show: (index, { align, focus }) => {
      newest.current.scrollToIndex(index, { align: align === 'center' ? 'center' : 'auto' })
      want({ index, focus })
    },
  }))
  return handle
}

function useNewest(rows: Rows): RefObject<Rows> {
  const newest = useRef(rows)
  useBrowserLayoutEffect(() => {
    newest.current = rows
  })
  return newest
}

/** Whether the wanted row was there; then it has the focus if it should. */
function showWanted(scroller: HTMLElement | null, { index, focus }: WantedRow): boolean {
  const article = scroller?.querySelector<HTMLElement>(`[data-index="${index}"] [role="article"]`)
  if (focus) article?.focus({ preventScroll: true })
  return article !== null && article !== undefined
}

function useStartAtEnd(rows: Rows, hasRows: boolean): void {
  const newest = useNewest(rows)
  useBrowserLayoutEffect(() => {
    if (hasRows) newest.current.scrollToEnd()
  }, [hasRows, newest])
}

/** Tells the log where the reader is, after each scroll and each commit. */
function useStatus(
  props: LogViewportProps,
  rows: Rows,
  scroller: RefObject<HTMLDivElement | null>,
  noticeText: () => void,
): void {
  const tell = useRef(() => {})
  useBrowserLayoutEffect(() => {
    tell.current = () => {
      const element = scroller.current
      if (element === null) return
      const isPinned = rows.isAtEnd(nearEnd)
      props.onStatus({ isPinned, isFar: !isPinned, isHeld: false })
      props.onNearStart(element.scrollTop, element.clientHeight)
    }
    for (const row of scroller.current?.querySelectorAll('[data-index]') ?? []) {
      numberRow(row, Number(row.getAttribute('data-index')) + 1)
    }
    tell.current()
  })
  useEffect(() => {
    const element = scroller.current
    const onScroll = (): void => {
      noticeText()
      tell.current()
    }
    element?.addEventListener('scroll', onScroll, { passive: true })
    return () => element?.removeEventListener('scroll', onScroll)
  }, [scroller, noticeText])
}
