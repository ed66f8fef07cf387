import type { ErrorCode, RealtimeError } from '@herenow/adapter'
import { adapterError, hint } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'
import { closeCode } from '@herenow/protocol'

/** What a close code asks of a client. `refused`: another token. `final`: coming back would end the same way. */
export type CloseReaction = 'retry' | 'refused' | 'final'

/** Which error a close code stands for; `undefined`: none in particular. */
type Errors = Readonly<Partial<Record<number, ErrorCode | undefined>>>

/** Something we sent was at fault. */
const blames: Errors = {
  [closeCode.invalidPayload]: 'protocol_error',
  [closeCode.tooBig]: 'message_too_large',
  [closeCode.protocolError]: 'protocol_error',
}

const refused: Errors = {
  [closeCode.unauthorized]: 'unauthorized',
  [closeCode.tokenExpired]: 'token_expired',
}

const final: Errors = {
  [closeCode.forbidden]: 'forbidden',
  [closeCode.unsupportedVersion]: 'protocol_error',
  [closeCode.replaced]: undefined,
  [closeCode.disconnected]: undefined,
  [closeCode.invalidHello]: 'invalid_argument',
}

const errors: Errors = { ...blames, ...refused, ...final, [closeCode.rateLimited]: 'rate_limited' }

/** Milliseconds: a socket that ends so soon after a request may have ended because of it. */
export const quickEnd = 2_000

/** The server saw something that it could not bear. A network that corrupts bytes brings none of these about. */
const accusing: ReadonlySet<number> = new Set([
  1003,
  1008,
  closeCode.tooBig,
  1010,
  closeCode.internalError,
  closeCode.rateLimited,
])

/** An end that has a reason of its own: clean ends, restarts, and the codes of `docs/protocol.md`. */
function isExplained(code: number): boolean {
  const isOurs = code >= closeCode.unauthorized && code <= closeCode.invalidHello
  return isOurs || [closeCode.normal, closeCode.goingAway, 1012, 1013].includes(code)
}

/**
 * How much the end of a socket tells of what was sent `age` milliseconds before and had no answer; at 1 it is to blame.
 * A code by which the server itself complains counts half. An end without a reason, or by bytes that can't be read
 * (1002, 1007, 4000), soon after the request, counts a fifth: networks that cut or corrupt end sockets like that, too.
 */
export function evidenceAgainst(code: number, age: number): number {
  if (accusing.has(code)) return 1 / 2
  return !isExplained(code) && age < quickEnd ? 1 / 5 : 0
}

export function reactionTo(code: number): CloseReaction {
  if (code in refused) return 'refused'
  return code in final ? 'final' : 'retry'
}

/** Why the connection ended, in the server's words where it gave any. `otherwise`: when the code says nothing. */
export function closeError(code: number, goodbye: ErrorBody | null, otherwise: ErrorCode): RealtimeError {
  return adapterError(errors[code] ?? otherwise, goodbye?.message ?? `The connection was closed (${code}).`, {
    hint: goodbye?.hint,
    origin: goodbye ? 'server' : 'adapter',
    retryable: reactionTo(code) === 'retry',
    retryAfter: goodbye?.retryAfter,
  })
}

/** What requests get that had left and were not answered when the connection ended. */
export function lostError(code: number): RealtimeError {
  return adapterError('connection_closed', `The connection was closed (${code}).`, {
    retryable: true,
    outcome: 'unknown',
  })
}

/** What a request gets that is to blame for the end of sockets. Milliseconds: when it is worth another try. */
export function blamedError(code: number, retryAfter?: number): RealtimeError {
  return adapterError(blames[code] ?? 'protocol_error', `The connection was closed (${code}) whenever this was sent.`, {
    hint: hint('closed-twice'),
    retryAfter,
    outcome: 'unknown',
  })
}
