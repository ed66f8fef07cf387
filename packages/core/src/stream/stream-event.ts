import type {
  AdapterHistoryPage,
  AttachedEvent,
  HistoryQuery,
  Position,
  RealtimeError,
  ReceivedMessage,
} from '@herenow/adapter'

/** What happens to a channel's messages on their way in. `hasHistory`: missing ones may be read from there. */
export type StreamEvent =
  | StreamAttached
  | { readonly type: 'message'; readonly message: ReceivedMessage }
  /** Messages up to `until` didn't reach us. */
  | { readonly type: 'gap'; readonly until: Position | null; readonly hasHistory: boolean }
  | HistoryEvent

export interface StreamAttached {
  readonly type: 'attached'
  readonly attached: AttachedEvent
  /** Where the first attach asked to begin; not to be able to is a gap like any other. */
  readonly since: Position | Date | undefined
  readonly hasHistory: boolean
}

/** How the reading of a page of history, or the pause before it is read again, has ended. */
export type HistoryEvent =
  | { readonly type: 'page-read'; readonly query: HistoryQuery; readonly page: AdapterHistoryPage }
  /** While not connected nobody asks again: the next attach does. */
  | {
      readonly type: 'read-failed'
      readonly query: HistoryQuery
      readonly error: RealtimeError
      readonly isConnected: boolean
    }
  | { readonly type: 'pause-over'; readonly query: HistoryQuery }
