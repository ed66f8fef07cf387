import type { ErrorCode } from '@herenow/adapter'
import { freeText } from './read.ts'

/** An error on the wire. Receivers treat a code they don't know as `server_error`. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly retryable?: boolean
  /** Milliseconds. */
  readonly retryAfter?: number
}

/** The codes that travel: what only ever happens inside a client is not among them. */
const codes: readonly string[] = [
  'unauthorized',
  'token_expired',
  'forbidden',
  'not_found',
  'unsupported',
  'invalid_argument',
  'message_too_large',
  'signal_too_large',
  'rate_limited',
  'timeout',
  'connection_closed',
  'protocol_error',
  'out_of_order',
  'schema_invalid',
  'rejected',
] satisfies readonly ErrorCode[]

export function errorCode(value: unknown, name: string): ErrorCode {
  const code = freeText(value, name)
  return codes.includes(code) ? (code as ErrorCode) : 'server_error'
}
