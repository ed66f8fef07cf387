import type { ErrorCode, RealtimeErrorOptions } from '@herenow/adapter'
import { hint, RealtimeError } from '@herenow/adapter'

/** The kit's error, in short. */
export function failure(
  code: ErrorCode,
  message: string,
  more?: Omit<RealtimeErrorOptions, 'code' | 'message'>,
): RealtimeError {
  return new RealtimeError({ code, message, ...more })
}

/** The caller's mistake. */
export function invalid(message: string): RealtimeError {
  return failure('invalid_argument', message)
}

/** The client was closed for good. */
export function clientClosed(): RealtimeError {
  return failure('connection_closed', 'The client was closed.', { hint: hint('client-closed') })
}

/** The connection was closed by hand, so that only `connect` opens it again. */
export function connectionShut(): RealtimeError {
  return failure('connection_closed', 'The connection was closed with `connection.close()`.', {
    hint: 'Call `connection.connect()` to open it again, then repeat this.',
    retryable: true,
  })
}

/** There is no connection to do this on. */
export function notConnected(): RealtimeError {
  return failure('connection_closed', 'The connection is not open.', { retryable: true })
}

/** The same error of a request that had left, with what is known of its effect. */
export function withOutcome(reason: RealtimeError, outcome: 'unknown' | 'refused'): RealtimeError {
  // These two are not among an error's own enumerable properties.
  const { message, cause } = reason
  return new RealtimeError(Object.assign({}, reason, { message, cause, outcome }))
}

/** Whatever was thrown, as a `RealtimeError`. */
export function toRealtimeError(thrown: unknown, doing: string): RealtimeError {
  if (RealtimeError.isInstance(thrown)) return thrown
  return failure('server_error', `${doing} failed.`, { origin: 'adapter', cause: thrown })
}

/** The same promise, whose rejection has been told otherwise or may be ignored: never an unhandled one. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
