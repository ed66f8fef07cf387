import type { ReceivedMessage } from './message.ts'
import type { Position } from './position.ts'

/** `backwards`: newest first. `forwards`: oldest first. */
export type HistoryDirection = 'backwards' | 'forwards'

/** Which stored messages of a channel to read. All bounds hold at once. */
export interface HistoryQuery {
  /** Most messages a page; the service may return fewer and say that there is more. */
  readonly limit: number
  readonly direction: HistoryDirection
  /** Server time in milliseconds since 1970, inclusive. */
  readonly start?: number | undefined
  /** Server time in milliseconds since 1970, inclusive. */
  readonly end?: number | undefined
  /** Only what stands before this position, itself excluded. */
  readonly before?: Position | undefined
  /** Only what stands after this position, itself excluded. */
  readonly after?: Position | undefined
  /** Only what stands up to this position, itself included. */
  readonly until?: Position | undefined
}

/** One page as an adapter returns it. */
export interface AdapterHistoryPage {
  /** In the query's direction. */
  readonly items: readonly ReceivedMessage[]
  /**
   * The query of the next page; `null` when nothing is left in this direction. It must lead on, also from a page without
   * items: its `after` (forwards) or `before` (backwards) stands where this page ends, at its last item or further on.
   */
  readonly next: HistoryQuery | null
  /**
   * Whether the page starts where `after` (forwards) ends without a hole: `false` when retention has taken messages
   * in between, or when the epoch is another one. `true` when the query has no `after`.
   */
  readonly complete: boolean
}
