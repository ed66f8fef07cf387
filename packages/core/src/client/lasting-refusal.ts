import type { ErrorCode, RealtimeError } from '@herenow/adapter'

/** What is wrong with these is the request itself: the same one would be refused again, whatever happens meanwhile. */
const faultsOfTheRequest: readonly ErrorCode[] = [
  'invalid_argument',
  'message_too_large',
  'signal_too_large',
  'protocol_error',
  'schema_invalid',
  'rejected',
  'unsupported',
]

/**
 * Whether neither a new token, a new connection nor more room can end a refusal: then it lasts until somebody asks for
 * something else, or for as long as its `retryAfter` says.
 */
export function isLasting({ code, retryable }: RealtimeError): boolean {
  return !retryable && faultsOfTheRequest.includes(code)
}
