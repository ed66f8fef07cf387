import type { ErrorCode } from '@herenow/adapter'
import { adapterError, RealtimeError } from '@herenow/adapter'
import type { HintName } from './hints.ts'
import { hint } from './hints.ts'
import { isRecord } from './records.ts'

/** What PubNub, or its SDK, says went wrong. */
export interface ServiceProblem {
  /** Of HTTP; `undefined`: there was no answer. */
  readonly statusCode: number | undefined
  readonly text: string
  /** Names at PubNub of channels that were refused. */
  readonly channels: readonly string[]
  readonly isTimeout: boolean
  readonly cause: unknown
}

interface Meaning {
  readonly code: ErrorCode
  readonly hint?: HintName
  /** The same may succeed later. */
  readonly retryable?: true
}

const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [400, { code: 'invalid_argument', hint: 'refused' }],
  [402, { code: 'unsupported', hint: 'feature' }],
  [403, { code: 'forbidden', hint: 'permission' }],
  [404, { code: 'not_found', hint: 'origin' }],
  [413, { code: 'message_too_large', hint: 'size' }],
  [414, { code: 'message_too_large', hint: 'size' }],
  [429, { code: 'rate_limited', hint: 'limit', retryable: true }],
])

function meaningOf({ statusCode = 0, text }: ServiceProblem): Meaning {
  if (statusCode === 400 && /\bkey\b/i.test(text)) return { code: 'unauthorized', hint: 'key' }
  if (statusCode === 403 && /token/i.test(text)) {
    return { code: /expired/i.test(text) ? 'token_expired' : 'unauthorized', hint: 'token' }
  }
  return meanings.get(statusCode) ?? { code: 'server_error', hint: 'refused', retryable: true }
}

/** What a call of the SDK was rejected with, or what one of its statuses says. */
export function requestError(thrown: unknown, channel?: string): RealtimeError {
  return RealtimeError.isInstance(thrown) ? thrown : problemError(problemOf(thrown), channel)
}

/** PubNub's own status and words; or that there was no answer. */
export function problemError(problem: ServiceProblem, channel?: string): RealtimeError {
  const { statusCode, text, isTimeout, cause } = problem
  if (statusCode === undefined) {
    const code = isTimeout ? 'timeout' : 'connection_closed'
    const message = `PubNub did not answer: ${text}.`
    return adapterError(code, message, { retryable: true, outcome: 'unknown', channel, cause })
  }
  const { code, hint: name, retryable = false } = meaningOf(problem)
  const message = `PubNub said: ${text} (${statusCode}).`
  return new RealtimeError({ code, message, hint: name && hint(name), origin: 'server', retryable, channel, cause })
}

/** The SDK rejects with an error that has a status; its listeners get the status itself. */
export function problemOf(thrown: unknown): ServiceProblem {
  const status = isRecord(thrown) && isRecord(thrown['status']) ? thrown['status'] : thrown
  if (!isRecord(status)) return { ...noAnswer, text: String(status), cause: thrown }
  // What the SDK refuses by itself never left.
  if (status['type'] === 'validationError')
    return { ...noAnswer, statusCode: 400, text: wordsIn(status), cause: thrown }
  const { statusCode, errorData, category } = status
  return {
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    text: wordsIn(errorData ?? thrown),
    channels: channelsIn(errorData),
    isTimeout: category === 'PNTimeoutCategory',
    cause: thrown,
  }
}

const noAnswer: ServiceProblem = { statusCode: undefined, text: '', channels: [], isTimeout: false, cause: undefined }

/** Publishes are refused with a list, everything else with an object, and networks with an error. */
function wordsIn(data: unknown): string {
  const found = Array.isArray(data) ? data[1] : isRecord(data) ? (data['message'] ?? data['error_message']) : data
  return (typeof found === 'string' && found !== '' ? found : 'no reason').replace(/\.$/, '')
}

function channelsIn(data: unknown): readonly string[] {
  const payload = isRecord(data) ? data['payload'] : undefined
  const channels = isRecord(payload) ? payload['channels'] : undefined
  return Array.isArray(channels) ? channels.filter((name) => typeof name === 'string') : []
}

/** Whether it is the token as a whole that PubNub doesn't take, and not a key, or a channel. */
export function isAboutToken({ code, origin, cause }: RealtimeError): boolean {
  const isRefusal = code === 'token_expired' || code === 'unauthorized'
  return origin === 'server' && isRefusal && problemOf(cause).statusCode === 403
}

/** The service can't do it. */
export function unsupported(message: string, name: HintName, channel?: string): RealtimeError {
  return adapterError('unsupported', message, { hint: hint(name), channel })
}

/** Entering and leaving a channel. */
export function withAttach(): Promise<never> {
  return Promise.reject(unsupported('Whoever attaches a channel is present there.', 'withAttach'))
}
