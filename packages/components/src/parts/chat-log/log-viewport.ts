import type { Message } from '@herenow/react'
import type { ForwardRefExoticComponent, HTMLAttributes, ReactElement, ReactNode, RefAttributes } from 'react'

/** What a log can ask of its viewport. */
export interface LogViewportHandle {
  readonly scroller: () => HTMLElement | null
  /** Goes to the end of the log, and stays there. `isSmooth`: because the reader asked to. */
  readonly toEnd: (isSmooth: boolean) => void
  /** Makes the message a row and shows it; `focus` also gives its row the focus. */
  readonly show: (index: number, options: { readonly align: 'nearest' | 'center'; readonly focus: boolean }) => void
}

/** How a viewport stands. */
export interface ViewportStatus {
  /** The end of the log is in view and stays there. */
  readonly isPinned: boolean
  /** The end is more than a few lines away. */
  readonly isFar: boolean
  /** Fingers are moving the log: nothing may be put above the reader now. */
  readonly isHeld: boolean
}

/**
 * The seam between a log and what scrolls it. A viewport decides which messages are rows, puts them under one another
 * in an element that scrolls, and is the only one who moves it.
 */
export interface LogViewportProps {
  readonly messages: readonly Message[]
  /** So many rows at most. */
  readonly maxRendered: number
  /** The message that has the focus: it stays a row whatever happens. */
  readonly focusedId: string | null
  /** Draws the messages from `start` up to `end` as rows: elements with the message's id as their key. */
  readonly renderRows: (start: number, end: number) => readonly ReactElement[]
  /** For the element that scrolls. */
  readonly scrollerProps: HTMLAttributes<HTMLDivElement>
  /** Above the first row, where its height never changes; or in the place of rows. */
  readonly edge: ReactNode
  /** What the viewport said last. */
  readonly status: ViewportStatus
  readonly onStatus: (status: ViewportStatus) => void
  /** The first message there is stands this near above the reader (px), who sees so much (px). */
  readonly onNearStart: (fromStart: number, view: number) => void
}

/** What scrolls a log. */
export type LogViewport = ForwardRefExoticComponent<LogViewportProps & RefAttributes<LogViewportHandle>>
