import type { ErrorCode, RealtimeErrorOptions } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

/** An error that this adapter decided on. */
export function adapterError(
  code: ErrorCode,
  message: string,
  more?: Partial<Omit<RealtimeErrorOptions, 'code' | 'message'>>,
): RealtimeError {
  return new RealtimeError({ code, message, origin: 'adapter', ...more })
}

/** An error that the server told. */
export function serverError(body: ErrorBody, channel?: string): RealtimeError {
  return new RealtimeError({ ...body, origin: 'server', channel })
}

/** What a request gets that can't leave: nothing was sent. */
export function notConnected(): RealtimeError {
  return adapterError('connection_closed', 'The connection is not open.', { retryable: true })
}

/** What waits gets when the session is closed, and what comes after that. */
export function sessionClosed(): RealtimeError {
  return adapterError('connection_closed', 'The session was closed.')
}
