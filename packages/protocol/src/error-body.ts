import type { ErrorCode } from '@herenow/adapter'

/** An error on the wire. Receivers treat a code they don't know as `server_error`. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly retryable?: boolean
  /** Milliseconds. */
  readonly retryAfter?: number
}

const codes: Readonly<Record<ErrorCode, true>> = {
  unauthorized: true,
  token_expired: true,
  forbidden: true,
  not_found: true,
  unsupported: true,
  invalid_argument: true,
  message_too_large: true,
  signal_too_large: true,
  rate_limited: true,
  queue_full: true,
  timeout: true,
  connection_closed: true,
  connection_failed: true,
  protocol_error: true,
  out_of_order: true,
  listener_failed: true,
  gap: true,
  decrypt_failed: true,
  schema_invalid: true,
  server_error: true,
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(codes, value)
}
