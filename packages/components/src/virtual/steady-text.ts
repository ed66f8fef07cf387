'use client'

import type { ReactVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { RefObject } from 'react'
import { textOfRow } from '../parts/chat-log/row-elements.ts'
import { nearEnd } from '../scroll/scroll-machine.ts'
import { useBrowserLayoutEffect } from '../scroll/use-layout-effect.ts'

type Rows = ReactVirtualizer<HTMLDivElement, HTMLDivElement>

/** The row being read, and how far below its start its text stands, px. */
interface Reading {
  readonly row: Element
  readonly lead: number
}

/**
 * Keeps the text being read in its place: the virtualizer makes up for rows above it that turn out higher or lower than
 * they were taken for, and we for what comes or goes in its own row, as the day and the name do from the first message
 * when earlier ones of that day and person come.
 *
 * Belongs behind the virtualizer's own effects, which run in the order in which they were declared.
 *
 * @returns notes what is read now; call it after each scroll
 */
export function useSteadyText(rows: Rows, scroller: RefObject<HTMLDivElement | null>): () => void {
  const reading = useRef<Reading | null>(null)
  const notice = useRef(() => {
    const { current } = scroller
    // At the end it is the end that stays, which the virtualizer sees to.
    reading.current = current === null || rows.isAtEnd(nearEnd) ? null : readingIn(current)
  })
  useBrowserLayoutEffect(() => makeUpForRowsAbove(rows, reading), [rows])
  useBrowserLayoutEffect(() => {
    if (scroller.current !== null) makeUpForLead(scroller.current, reading.current)
    notice.current()
  })
  return notice.current
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
    if (text.top >= top) return { row, lead: leadOf(row) }
  }
  return null
}

function leadOf(row: Element): number {
  return textOfRow(row).getBoundingClientRect().top - row.getBoundingClientRect().top
}

function indexOf(row: Element): number {
  return Number(row.closest('[data-index]')?.getAttribute('data-index'))
}
