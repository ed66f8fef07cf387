import type { ErrorCode } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'

/** An error as back ends get it: the numbers are Centrifugo's. */
export interface ApiError {
  readonly code: number
  readonly message: string
}

/** What each number means. */
export const apiErrorCode = {
  internal: 100,
  /** The key doesn't allow the method. */
  permissionDenied: 103,
  notFound: 104,
  badRequest: 107,
  /** There is no such thing here, or the channel's rule turns it off. */
  notAvailable: 108,
  tooManyRequests: 111,
  /** The position is of another epoch. */
  unrecoverablePosition: 112,
  conflict: 113,
} as const

const numbers: Partial<Record<ErrorCode, number>> = {
  invalid_argument: apiErrorCode.badRequest,
  message_too_large: apiErrorCode.badRequest,
  schema_invalid: apiErrorCode.badRequest,
  not_found: apiErrorCode.notFound,
  unsupported: apiErrorCode.notAvailable,
  rate_limited: apiErrorCode.tooManyRequests,
  gap: apiErrorCode.unrecoverablePosition,
  // Somebody else published a message with this id.
  forbidden: apiErrorCode.conflict,
  unauthorized: apiErrorCode.permissionDenied,
}

/** The error of a method that threw. What isn't a `RealtimeError` shows nothing of its inside. */
export function apiError(error: unknown): ApiError {
  if (!RealtimeError.isInstance(error)) return { code: apiErrorCode.internal, message: 'internal server error' }
  return { code: numbers[error.code] ?? apiErrorCode.internal, message: error.message }
}

const statuses: Readonly<Record<number, number>> = {
  [apiErrorCode.permissionDenied]: 403,
  [apiErrorCode.notFound]: 404,
  [apiErrorCode.badRequest]: 400,
  [apiErrorCode.notAvailable]: 400,
  [apiErrorCode.tooManyRequests]: 429,
  [apiErrorCode.unrecoverablePosition]: 416,
  [apiErrorCode.conflict]: 409,
}

/** The HTTP status of an error, where the caller wants errors as statuses. */
export function statusOf({ code }: ApiError): number {
  return statuses[code] ?? 500
}
