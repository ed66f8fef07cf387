import type { RealtimeError, Timer } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'
import type { PublishReceipt } from './publish.ts'

/** A message in the outbox and what its publisher waits for. */
export interface OutgoingEntry extends Prepared {
  readonly resolve: (receipt: PublishReceipt) => void
  readonly reject: (reason: RealtimeError) => void
  /** Runs out at `publishTimeout`. */
  readonly timer: Timer
  /** Handed to the session, no answer yet. */
  inFlight: boolean
  /** Has left at least once: a failure may hide a success. */
  attempted: boolean
  /** How often the service closed the socket on it. */
  fatal: number
}
