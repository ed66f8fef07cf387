import type { RealtimeError } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'
import type { PublishReceipt } from './publish.ts'

/** Somebody waits to hear what became of a message. */
export interface Publisher {
  readonly resolve: (receipt: PublishReceipt) => void
  readonly reject: (reason: RealtimeError) => void
}

/** A message in the outbox and what its publisher waits for. */
export interface OutgoingEntry extends Prepared, Publisher {
  /** Ends the wait for `publishTimeout`. */
  readonly cancelTimeout: () => void
  /** Those who published the same id again meanwhile. */
  readonly repeats: Publisher[]
  /** Handed to the session, no answer yet. */
  inFlight: boolean
  /** Has left at least once: a failure may hide a success. */
  attempted: boolean
  /** An attempt ended without an answer: nobody knows what became of it. */
  unanswered: boolean
  /** What the service said last. */
  refusal: RealtimeError | null
  /** How often the service closed the socket on it. */
  fatal: number
  /** The service refused what it travelled with as a whole: it travels alone, so that only one is to blame. */
  alone: boolean
}
