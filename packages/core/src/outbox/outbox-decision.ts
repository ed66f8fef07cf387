import type { PublishStored, RealtimeError } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'
import type { Pause } from './refusal-pause.ts'

/** What the runner has to do. Each added message ends in one `failed`, or in one `confirmed` that isn't late. */
export type OutboxDecision =
  /** A message waits for its turn. */
  | { readonly type: 'added' }
  /** The service has the message. `isLate`: it had failed before, and its id may be under way again. */
  | { readonly type: 'confirmed'; readonly id: string; readonly answer: PublishStored; readonly isLate: boolean }
  /** The message was given up. It can be retried under its id. */
  | { readonly type: 'failed'; readonly failed: Prepared; readonly reason: RealtimeError }
  /** The message is no longer shown. */
  | { readonly type: 'discarded'; readonly id: string }
  /** Nothing leaves until `pauseOver` is called, after this pause. */
  | { readonly type: 'pause'; readonly pause: Pause }

/** What the machine has to know of the connection when a message is added. */
export interface OutboxSituation {
  readonly isConnected: boolean
  /** Why no connection will come. */
  readonly unavailable: RealtimeError | null
}
