import type { ErrorCode } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'

const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  invalid_argument: 400,
  message_too_large: 413,
  unsupported: 400,
  rate_limited: 429,
  connection_closed: 503,
}

/** The HTTP status of an error of our own routes. */
export function routeStatus(error: unknown): number {
  return RealtimeError.isInstance(error) ? (statuses[error.code] ?? 500) : 500
}
