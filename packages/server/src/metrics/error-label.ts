import type { ErrorCode } from '@herenow/adapter'

const known: Readonly<Record<ErrorCode, true>> = {
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
  rejected: true,
  server_error: true,
}

/** An error's code as a label: an app that makes up codes must not make up series. */
export function errorLabel(code: string): string {
  return Object.hasOwn(known, code) ? code : 'other'
}
