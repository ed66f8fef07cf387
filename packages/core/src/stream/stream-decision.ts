import type { HistoryQuery, ReceivedMessage } from '@herenow/adapter'

/** What is to be done. */
export type StreamDecision =
  /** A message that is new comes next. */
  | { readonly type: 'message'; readonly message: ReceivedMessage }
  /** Messages are missing here that can't be had. */
  | { readonly type: 'missing' }
  /** This page of history is needed. It ends in `page-read` or `read-failed`. */
  | { readonly type: 'read'; readonly query: HistoryQuery }
  /** The same page is needed after a pause. It ends in `pause-over`. */
  | { readonly type: 'wait'; readonly pause: ReadPause }

/** The service refused a page of history for now. Milliseconds. */
export interface ReadPause {
  readonly query: HistoryQuery
  /** How long it lasts at most where the service asked for nothing. It grows with each refusal in a row. */
  readonly step: number
  readonly retryAfter: number | undefined
}

/** Decisions one by one, and in the end an answer for whoever asked. */
export type Deciding<Answer = void> = Generator<StreamDecision, Answer>
