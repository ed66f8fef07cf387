import type { ErrorCode, RealtimeError } from '@herenow/adapter'

/** What is wrong with these is the request itself: the same one would be refused again, whatever happens meanwhile. */
const faultsOfTheRequest: readonly ErrorCode[] = [
  'invalid_argument',
  'message_too_large',
  'signal_too_large',
  'protocol_error',
  'schema_invalid',
  'unsupported',
]

/** Whether a refusal lasts until somebody asks for something else. Others may end by themselves: a new token, more room. */
export function isLasting({ code, retryable, retryAfter }: RealtimeError): boolean {
  return !retryable && retryAfter === undefined && faultsOfTheRequest.includes(code)
}
