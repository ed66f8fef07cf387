import type { ErrorCode } from '@herenow/adapter'
import { adapterError, RealtimeError } from '@herenow/adapter'
import type { HintName } from './hints.ts'
import { hint } from './hints.ts'

/** What Ably, or its SDK, says went wrong. */
export interface ServiceProblem {
  readonly code: number
  readonly message: string
  readonly statusCode?: number | undefined
}

interface Meaning {
  readonly code: ErrorCode
  readonly hint?: HintName
  /** The same may succeed later. */
  readonly retryable?: true
}

/** By Ably's own code. What isn't here goes by its hundreds, then by its thousands. */
const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [40009, { code: 'message_too_large' }],
  [40010, { code: 'invalid_argument', hint: 'channelName' }],
  [40012, { code: 'unauthorized', hint: 'clientId' }],
  [40101, { code: 'unauthorized', hint: 'key' }],
  [40102, { code: 'unauthorized', hint: 'clientId' }],
  [40142, { code: 'token_expired' }],
  [40160, { code: 'forbidden', hint: 'permission' }],
  [40161, { code: 'forbidden', hint: 'permission' }],
  [40170, { code: 'unauthorized', hint: 'noToken' }],
  [40171, { code: 'unauthorized', hint: 'noToken' }],
  [40400, { code: 'not_found', hint: 'key' }],
  [80019, { code: 'unauthorized', hint: 'noToken', retryable: true }],
  [90007, { code: 'timeout', retryable: true }],
  [90010, { code: 'rejected', hint: 'limit' }],
])

const hundreds: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [400, { code: 'invalid_argument', hint: 'refused' }],
  [401, { code: 'unauthorized', hint: 'token' }],
  [403, { code: 'forbidden', hint: 'refused' }],
  [404, { code: 'not_found', hint: 'refused' }],
  [408, { code: 'timeout', retryable: true }],
  [429, { code: 'rate_limited', hint: 'limit', retryable: true }],
  [800, { code: 'connection_closed', retryable: true }],
])

function meaningOf({ code, statusCode = 0 }: ServiceProblem): Meaning {
  const known = meanings.get(code) ?? hundreds.get(Math.floor(code / 100))
  if (known) return known
  const isTheirs = code >= 50000 && code < 60000
  return isTheirs || statusCode >= 500
    ? { code: 'server_error', retryable: true }
    : { code: 'rejected', hint: 'refused' }
}

/** What Ably said, with its own code and words. */
export function serviceError(problem: ServiceProblem, channel?: string): RealtimeError {
  const { code, hint: situation, retryable = false } = meaningOf(problem)
  const message = `Ably said: ${problem.message.replace(/\.$/, '')} (${problem.code}).`
  return new RealtimeError({
    code,
    message,
    hint: situation && hint(situation),
    origin: 'server',
    retryable,
    channel,
    cause: problem,
  })
}

/** The service can't do it. */
export function unsupported(message: string, situation: HintName, channel?: string): RealtimeError {
  return adapterError('unsupported', message, { hint: hint(situation), channel })
}

/** Ably attaches those too who may only publish, and sends them nothing. */
export function mayNotSubscribe(channel: string): RealtimeError {
  return adapterError('forbidden', 'The token does not allow to subscribe here.', { hint: hint('permission'), channel })
}

/** What a call of the SDK was rejected with. */
export function requestError(thrown: unknown, channel?: string): RealtimeError {
  if (RealtimeError.isInstance(thrown)) return thrown
  if (isProblem(thrown)) return serviceError(thrown, channel)
  // Its HTTP requests fail without a number where the network does.
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return adapterError('connection_closed', `Ably could not be asked: ${reason}`, {
    retryable: true,
    outcome: 'unknown',
    channel,
    cause: thrown,
  })
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
