import type { HistoryDirection, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelTypes, ReceivedMessageOf, UntypedChannel } from '../channel/channel-types.ts'

/** Which stored messages to read. All bounds hold at once. */
export interface ChannelHistoryQuery {
  /** Messages a page, default 50. */
  readonly limit?: number | undefined
  /** Default `backwards`: newest first. */
  readonly direction?: HistoryDirection | undefined
  /** Milliseconds since 1970 or a date, inclusive. */
  readonly start?: number | Date | undefined
  readonly end?: number | Date | undefined
  readonly before?: Position | undefined
  readonly after?: Position | undefined
  /**
   * Only what was there when the channel was attached: joins without a hole or duplicate with what listeners got since.
   * Waits for an attach that is under way; rejects with `invalid_argument` where nobody has attached the channel.
   */
  readonly untilAttach?: boolean | undefined
  /** Ends the walk through the pages: no page is asked for any more, and the walk rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** One page of history. Iterate it to walk through all messages from here on, page by page. */
export interface HistoryPage<Item = ReceivedMessage> extends AsyncIterable<Item> {
  /** In the query's direction. */
  readonly items: readonly Item[]
  hasNext(): boolean
  /** `null` when nothing is left. */
  next(): Promise<HistoryPage<Item> | null>
}

export type HistoryPageOf<Types extends ChannelTypes = UntypedChannel> = HistoryPage<ReceivedMessageOf<Types>>
