import { hint, RealtimeError } from '@herenow/adapter'

/** The client was closed for good. */
export function clientClosed(): RealtimeError {
  return new RealtimeError({
    code: 'connection_closed',
    message: 'The client was closed.',
    hint: hint('client-closed'),
  })
}

/** There is no connection to do this on. */
export function notConnected(): RealtimeError {
  return new RealtimeError({ code: 'connection_closed', message: 'The connection is not open.', retryable: true })
}

/** Whatever was thrown, as a `RealtimeError`. */
export function toRealtimeError(thrown: unknown, doing: string): RealtimeError {
  if (RealtimeError.isInstance(thrown)) return thrown
  return new RealtimeError({ code: 'server_error', message: `${doing} failed.`, origin: 'adapter', cause: thrown })
}
