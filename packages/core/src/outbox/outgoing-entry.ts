import type { RealtimeError } from '@herenow/adapter'
import type { Prepared } from './prepare.ts'
import type { PublishReceipt } from './publish.ts'

/** A message in the outbox and what its publisher waits for. */
export interface OutgoingEntry extends Prepared {
  readonly resolve: (receipt: PublishReceipt) => void
  readonly reject: (reason: RealtimeError) => void
  /** Stops the wait for `publishTimeout`. */
  readonly cancelTimeout: () => void
  /** Handed to the session, no answer yet. */
  inFlight: boolean
  /** Has left at least once: a failure may hide a success. */
  attempted: boolean
  /** How often the service closed the socket on it. */
  fatal: number
}
