import type { PublishOutcome, RealtimeError } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { PublishResult, WireOutcome } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import { serverError } from './server-error.ts'

/** Reads the answer to a publish. */
export const readOutcomes: (result: unknown) => PublishResult = decodeResult.publish

/** What became of each of `count` messages, in order. An answer that names fewer leaves the rest unknown. */
export function outcomesOf({ outcomes }: PublishResult, count: number): readonly PublishOutcome[] {
  return Array.from({ length: count }, (_, index) => outcome(outcomes[index]))
}

function outcome(answer: WireOutcome | undefined): PublishOutcome {
  if (!answer) return { error: unanswered() }
  if ('error' in answer) return { error: serverError(answer.error) }
  const { timestamp, epoch, offset, duplicate = false } = answer
  return { position: epoch === undefined || offset === undefined ? null : { epoch, offset }, timestamp, duplicate }
}

function unanswered(): RealtimeError {
  return adapterError('protocol_error', 'The message got no answer.', {
    retryable: true,
    outcome: 'unknown',
  })
}
