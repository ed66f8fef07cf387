'use client'

import type { ReactVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { RefObject } from 'react'
import { textOfRow } from '../parts/chat-log/row-elements.ts'
import { nearEnd } from '../scroll/scroll-machine.ts'
import { useBrowserLayoutEffect } from '../scroll/use-layout-effect.ts'

type Rows = ReactVirtualizer<HTMLDivElement, HTMLDivElement>

/** The row being read, how far below its start its text stands, and where the log was scrolled to, px. */
interface Reading {
  readonly row: Element
  readonly lead: number
  readonly scrollTop: number
}

/**
 * Keeps the text being read in its place: the virtualizer makes up for rows above it that turn out higher or lower than
 * they were taken for, and we for what comes or goes in its own row, as the day and the name do from the first message
 * when earlier ones of that day and person come.
 *
 * Only the reader's own scrolling changes what is read. Rows that come into view above it aren't read: they may not be
 * measured yet, and what they turn out to differ by has to be made up for.
 *
 * Belongs behind the virtualizer's own effects, which run in the order in which they were declared.
 *
 * @returns notes what is read now; call it after each scroll
 */
export function useSteadyText(rows: Rows, scroller: RefObject<HTMLDivElement | null>): () => void {
  const reading = useRef<Reading | null>(null)
  const notice = useRef((mayStay: (before: Reading, element: HTMLElement) => boolean) => {
    const { current } = scroller
    const before = reading.current
    // At the end it is the end that stays, which the virtualizer sees to.
    if (current === null || rows.isAtEnd(nearEnd)) reading.current = null
    else if (before !== null && mayStay(before, current)) reading.current = readingOf(before.row, current)
    else reading.current = readingIn(current)
  })
  // What keeps the text in its place scrolls too, and has been noticed by then.
  const noticeScroll = useRef(() => notice.current(({ scrollTop }, element) => element.scrollTop === scrollTop))
  useBrowserLayoutEffect(() => makeUpForRowsAbove(rows, reading), [rows])
  useBrowserLayoutEffect(() => {
    if (scroller.current !== null) makeUpForLead(scroller.current, reading.current)
    notice.current(({ row }) => row.isConnected)
  })
  return noticeScroll.current
}

function makeUpForRowsAbove(rows: Rows, reading: RefObject<Reading | null>): void {
  // Where no text begins in view one message fills it: it may grow below, and only what ends above it is made up for.
  rows.shouldAdjustScrollPositionOnItemSizeChange = ({ index, end }) =>
    reading.current === null ? end <= (rows.scrollOffset ?? 0) : index < indexOf(reading.current.row)
}

function makeUpForLead(scroller: HTMLElement, before: Reading | null): void {
  if (before?.row.isConnected !== true) return
  const moved = leadOf(before.row) - before.lead
  if (moved !== 0) scroller.scrollTop += moved
}

/** The first row whose text begins in view. */
function readingIn(scroller: HTMLElement): Reading | null {
  const { top, bottom } = scroller.getBoundingClientRect()
  for (const row of scroller.querySelectorAll('[data-key]')) {
    if (row.getBoundingClientRect().bottom <= top) continue
    const text = textOfRow(row).getBoundingClientRect()
    if (text.top >= bottom) return null
    if (text.top >= top) return readingOf(row, scroller)
  }
  return null
}

function readingOf(row: Element, { scrollTop }: HTMLElement): Reading {
  return { row, lead: leadOf(row), scrollTop }
}

function leadOf(row: Element): number {
  return textOfRow(row).getBoundingClientRect().top - row.getBoundingClientRect().top
}

function indexOf(row: Element): number {
  return Number(row.closest('[data-index]')?.getAttribute('data-index'))
}
