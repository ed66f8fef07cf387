import type { RealtimeError } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'

/** A message under way, and what is known of its attempts. */
export interface Outgoing extends Prepared {
  /** Handed to the session, no answer yet. */
  inFlight: boolean
  /** Has left at least once: a failure may hide a success. */
  attempted: boolean
  /** An attempt ended without an answer: nobody knows what became of it. */
  unanswered: boolean
  /** What the service said last. */
  refusal: RealtimeError | null
  /** The service refused what it travelled with as a whole: it travels alone, so that only one is to blame. */
  alone: boolean
}

/** A message that has not left yet. */
export function toOutgoing({ message, bytes }: Prepared): Outgoing {
  return {
    message,
    bytes,
    inFlight: false,
    attempted: false,
    unanswered: false,
    refusal: null,
    alone: false,
  }
}
