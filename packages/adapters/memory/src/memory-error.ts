import type { ErrorCode, RealtimeErrorOptions } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'

/** An error that the service would tell. */
export function serviceError(code: ErrorCode, message: string, channel?: string): RealtimeError {
  return new RealtimeError({ code, message, channel, origin: 'server' })
}

/** An error of the connection to it. */
export function connectionError(
  code: 'connection_closed' | 'connection_failed',
  message: string,
  more?: Partial<RealtimeErrorOptions>,
): RealtimeError {
  return new RealtimeError({ origin: 'adapter', retryable: true, ...more, code, message })
}
