import type { ErrorCode, RealtimeErrorOptions } from './error.ts'
import { RealtimeError } from './error.ts'

/** An error that an adapter decided on. */
export function adapterError(
  code: ErrorCode,
  message: string,
  more?: Partial<Omit<RealtimeErrorOptions, 'code' | 'message'>>,
): RealtimeError {
  return new RealtimeError({ code, message, origin: 'adapter', ...more })
}

/** What a request gets that can't leave: nothing was sent. */
export function notConnected(): RealtimeError {
  return adapterError('connection_closed', 'The connection is not open.', { retryable: true })
}

/** What a request gets that had left and was not answered when the connection ended. */
export function connectionLost(): RealtimeError {
  return adapterError('connection_closed', 'The connection was closed.', { retryable: true, outcome: 'unknown' })
}

/** What waits gets when the session is closed, and what comes after that. */
export function sessionClosed(): RealtimeError {
  return adapterError('connection_closed', 'The session was closed.')
}
