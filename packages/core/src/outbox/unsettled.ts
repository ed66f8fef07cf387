import type { ErrorCode, PublishOutcome, RealtimeError } from '@herenow/adapter'
import { failure, withOutcome } from '../client/errors.ts'
import type { Outgoing } from './outgoing.ts'

/** Errors about what was sent, not about who sent it or when. */
const aboutContent: ReadonlySet<ErrorCode> = new Set(['invalid_argument', 'protocol_error', 'message_too_large'])

/** Why a message is given up after `publishTimeout`: with what the service said last, if it said anything. */
export function publishTimedOut(milliseconds: number, { refusal }: Outgoing): RealtimeError {
  const after = `Not confirmed within ${milliseconds / 1000} s`
  if (!refusal) return failure('timeout', `${after}.`, { retryable: true })
  return failure('timeout', `${after}: ${refusal.message}`, { retryable: true, cause: refusal })
}

/** The reason why a message is given up, with what is known of its attempts. */
export function asUnsettled(reason: RealtimeError, outgoing: Outgoing): RealtimeError {
  if (!outgoing.attempted) return reason
  // Everything was answered, and every answer was a refusal.
  const isKnown = outgoing.refusal !== null && !outgoing.inFlight && !outgoing.unanswered
  return withOutcome(reason, isKnown ? 'refused' : 'unknown')
}

/** Whether the service refused several messages at once for what one of them holds, without saying which. */
export function blamesBatch(outcomes: readonly PublishOutcome[]): boolean {
  const [first, ...others] = outcomes
  const error = first?.error
  if (!error || error.retryable || others.length === 0 || !aboutContent.has(error.code)) return false
  return others.every((outcome) => outcome.error === error)
}
