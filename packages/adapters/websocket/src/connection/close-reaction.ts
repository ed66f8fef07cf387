import type { ErrorCode, RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'
import { closeCode } from '@herenow/protocol'
import { adapterError } from '../adapter-error.ts'

/** What a close code asks of a client. `refused`: the token. `final`: coming back would end the same way. */
export type CloseReaction = 'retry' | 'refused' | 'final'

const reactions: Readonly<Partial<Record<number, CloseReaction>>> = {
  [closeCode.unauthorized]: 'refused',
  [closeCode.tokenExpired]: 'refused',
  [closeCode.forbidden]: 'final',
  [closeCode.unsupportedVersion]: 'final',
  [closeCode.replaced]: 'final',
  [closeCode.disconnected]: 'final',
}

/** Codes that say that something we sent was at fault. */
const blames: Readonly<Partial<Record<number, ErrorCode>>> = {
  [closeCode.invalidPayload]: 'protocol_error',
  [closeCode.tooBig]: 'message_too_large',
  [closeCode.protocolError]: 'protocol_error',
}

const codes: Readonly<Partial<Record<number, ErrorCode>>> = {
  ...blames,
  [closeCode.unauthorized]: 'unauthorized',
  [closeCode.tokenExpired]: 'token_expired',
  [closeCode.forbidden]: 'forbidden',
  [closeCode.unsupportedVersion]: 'protocol_error',
  [closeCode.rateLimited]: 'rate_limited',
}

export function reactionTo(code: number): CloseReaction {
  return reactions[code] ?? 'retry'
}

/** Why the connection ended, in the server's words where it gave any. `otherwise`: when the code says nothing. */
export function closeError(code: number, goodbye: ErrorBody | null, otherwise: ErrorCode): RealtimeError {
  return adapterError(codes[code] ?? otherwise, goodbye?.message ?? `The connection was closed (${code}).`, {
    hint: goodbye?.hint,
    origin: goodbye === null ? 'adapter' : 'server',
    retryable: reactionTo(code) === 'retry',
    retryAfter: goodbye?.retryAfter,
  })
}

/** What requests get that had left and were not answered when the connection ended. */
export function lostError(code: number): RealtimeError {
  return adapterError(blames[code] ?? 'connection_closed', `The connection was closed (${code}).`, {
    retryable: true,
    outcome: 'unknown',
  })
}
