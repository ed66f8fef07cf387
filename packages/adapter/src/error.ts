import type { ErrorCode } from './error-code.ts'
import { boundedDuration } from './bounded-duration.ts'
import { hintText } from './hints.ts'

export type { ErrorCode } from './error-code.ts'

/** Who decided: the kit in this process, the adapter's connection, or the service. */
export type ErrorOrigin = 'client' | 'adapter' | 'server'

export interface RealtimeErrorOptions {
  readonly code: ErrorCode
  /** What happened, in one short sentence. Shipped in production. */
  readonly message: string
  /** What to do about it. Default: the text for the code; empty in browsers in production. */
  readonly hint?: string | undefined
  /** Default `client`. */
  readonly origin?: ErrorOrigin | undefined
  /** Whether the same call may succeed later without a change. Default `false`. */
  readonly retryable?: boolean | undefined
  /** Milliseconds after which a retry makes sense; bounded by a minute. */
  readonly retryAfter?: number | undefined
  /** `unknown`: the request had left; it may have taken effect. `refused`: every attempt was answered with a refusal. */
  readonly outcome?: 'unknown' | 'refused' | undefined
  readonly channel?: string | undefined
  readonly cause?: unknown
}

const brand = Symbol.for('herenow.RealtimeError')

/** The one error class of the kit. `message` says what happened, `hint` what to do (empty in browsers in production). */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError'
  readonly code: ErrorCode
  readonly hint: string
  readonly origin: ErrorOrigin
  readonly retryable: boolean
  readonly retryAfter: number | undefined
  readonly outcome: 'unknown' | 'refused' | undefined
  readonly channel: string | undefined

  constructor(options: RealtimeErrorOptions) {
    const { code, message, hint = hintText(code), origin = 'client', retryable = false } = options
    const { retryAfter, outcome, channel, cause } = options
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.origin = origin
    this.retryable = retryable
    this.retryAfter = boundedDuration(retryAfter)
    this.outcome = outcome
    this.channel = channel
    Object.defineProperty(this, brand, { value: true })
  }

  /** Whether `value` is a `RealtimeError`, also one made by another copy of this package. */
  static isInstance(value: unknown): value is RealtimeError {
    return value instanceof Error && (value as Error & { [brand]?: unknown })[brand] === true
  }
}
