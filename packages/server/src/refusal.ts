import type { ErrorCode } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

interface RefusalDetails {
  readonly hint?: string
  readonly retryable?: boolean
  /** Milliseconds. */
  readonly retryAfter?: number
  readonly channel?: string
  readonly cause?: unknown
}

/** The error of something that this server won't do. Without a hint of ours it has none: clients know their own. */
export function refusal(code: ErrorCode, message: string, details: RefusalDetails = {}): RealtimeError {
  return new RealtimeError({ code, message, origin: 'server', hint: '', ...details })
}

/** The error that a body stands for. */
export function refusalOf({ code, message, ...details }: ErrorBody): RealtimeError {
  return refusal(code, message, details)
}

/** An error as it goes over the wire. What isn't a `RealtimeError` shows nothing of its inside. */
export function errorBody(error: unknown): ErrorBody {
  if (!RealtimeError.isInstance(error)) {
    return { code: 'server_error', message: 'The server failed to do this.', retryable: true }
  }
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === '' ? {} : { hint: error.hint }),
    retryable: error.retryable,
    ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
  }
}
