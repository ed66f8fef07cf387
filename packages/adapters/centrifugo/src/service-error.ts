import type { ErrorCode } from '@herenow/adapter'
import { adapterError, RealtimeError } from '@herenow/adapter'
import type { HintName } from './hints.ts'
import { hint } from './hints.ts'

/** What Centrifugo, or its SDK, says went wrong. */
export interface ServiceProblem {
  readonly code: number
  readonly message: string
  /** The same may succeed later. */
  readonly temporary?: boolean | undefined
}

type Meaning = readonly [code: ErrorCode, hint?: HintName]

/** From 100 on they answer requests, from 3000 on they end connections; Centrifugo's documentation lists both. */
const meanings: Readonly<Record<number, Meaning>> = {
  100: ['server_error'],
  101: ['unauthorized', 'token'],
  102: ['not_found', 'namespace'],
  103: ['forbidden', 'permission'],
  104: ['unsupported'],
  105: ['invalid_argument', 'serverSide'],
  106: ['rejected', 'limit'],
  107: ['invalid_argument'],
  108: ['unsupported', 'feature'],
  109: ['token_expired'],
  110: ['token_expired'],
  111: ['rate_limited'],
  112: ['gap'],
  2000: ['rejected', 'unsubscribed'],
  3005: ['token_expired'],
  3013: ['rate_limited'],
  3500: ['unauthorized', 'token'],
  3501: ['protocol_error'],
  3503: ['connection_closed', 'disconnected'],
  3504: ['rejected', 'limit'],
  3505: ['rejected', 'limit'],
  3506: ['protocol_error', 'notJson'],
  3507: ['forbidden', 'permission'],
  3508: ['unsupported', 'feature'],
  3509: ['rate_limited', 'limit'],
}

/** What Centrifugo said, with its own code and words. Codes of the app's proxies mean that its rules refused. */
export function serviceError({ code, message, temporary = false }: ServiceProblem, channel?: string): RealtimeError {
  const [meaning, situation] = meanings[code] ?? (code < 3000 || code >= 4000 ? ['rejected'] : ['connection_closed'])
  const more = { hint: situation && hint(situation), origin: 'server', retryable: temporary, channel } as const
  return new RealtimeError({ code: meaning, message: `Centrifugo said: ${message} (${code}).`, ...more })
}

/** What a request gets for which the server has closed the connection. */
export function tooLarge(): RealtimeError {
  return adapterError('message_too_large', 'Centrifugo has closed the connection, as a message was too large for it.', {
    hint: hint('size'),
  })
}

/** What requests get of which one has made Centrifugo close the connection: what it had to send is no JSON. */
export function unreadable(): RealtimeError {
  return adapterError('protocol_error', 'Centrifugo has closed the connection, as it had to send what is no JSON.', {
    hint: hint('notJson'),
  })
}

/** The service can't do it. */
export function unsupported(message: string, situation: HintName, channel?: string): RealtimeError {
  return adapterError('unsupported', message, { hint: hint(situation), channel })
}

/** Codes of the SDK itself. */
const timeout = 1
const subscribeToken = 8
const refreshToken = 9
const writeError = 10
/** Of the end of a subscription: the function for its token gave none. */
const noToken = 1

/** Why a subscription has ended, or was refused. */
export function subscriptionEnd(problem: ServiceProblem, channel: string): RealtimeError {
  if (problem.code !== noToken) return serviceError(problem, channel)
  return adapterError('unauthorized', 'There is no token for the channel.', { hint: hint('noToken'), channel })
}

/** What a call of the SDK was rejected with. */
export function requestError(thrown: unknown, channel?: string): RealtimeError {
  if (!isProblem(thrown)) {
    return adapterError('server_error', 'The SDK of Centrifugo failed.', { channel, cause: thrown })
  }
  if (thrown.code >= 100) return serviceError(thrown, channel)
  if (thrown.code === subscribeToken || thrown.code === refreshToken) {
    const message = `The token for the channel could not be fetched: ${thrown.message}.`
    return adapterError('connection_failed', message, { retryable: true, channel })
  }
  const isSent = thrown.code !== writeError
  return adapterError(
    thrown.code === timeout ? 'timeout' : 'connection_closed',
    thrown.code === timeout ? 'Centrifugo did not answer in time.' : 'The connection was closed.',
    { retryable: true, channel, ...(isSent && { outcome: 'unknown' }) },
  )
}

export function isProblem(value: unknown): value is ServiceProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'number' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}
