import type { ErrorBody } from '@herenow/protocol'
import { closeCode } from '@herenow/protocol'
import type { LimitName } from '../metrics/limit-names.ts'
import { closeRefusal, revokedRefusal } from '../auth/revoked.ts'
import { errorBody, refusal } from '../refusal.ts'

/** Why a session ends, as metrics and log lines say it. */
type EndReason =
  | 'left'
  | 'page_closed'
  | 'lost'
  | 'broken_frame'
  | 'protocol'
  | 'token_refused'
  | 'token_expired'
  | 'session_expired'
  | 'revoked'
  | 'replaced'
  | 'put_out'
  | 'slow'
  | 'silent'
  | 'over_the_rate'
  | 'stopping'
  | 'failed'

/** How a session ends. */
export interface Ending {
  /** What the socket is closed with; `null`: it is closed already. */
  readonly code: number | null
  /** Said in a `goodbye` first; `null`: nothing, or the peer wouldn't read it. */
  readonly error: ErrorBody | null
  /** What becomes of the connection: its presence leaves now, its page may be loading again, it may return, or another socket has it. */
  readonly connection: 'leave' | 'reloading' | 'lost' | 'replaced'
  readonly reason: EndReason
  /** The limit that was reached. */
  readonly limit?: LimitName | undefined
  /** What the socket was closed with, where it is closed already. */
  readonly closedWith?: number | undefined
}

/** The socket is gone. A clean end is a leave; a page that was closed or reloaded may return soon, anybody else a little longer. */
export function lossEnding(code: number): Ending {
  const closed = { code: null, error: null, closedWith: code }
  if (code === closeCode.normal) return { ...closed, connection: 'leave', reason: 'left' }
  return code === closeCode.goingAway
    ? { ...closed, connection: 'reloading', reason: 'page_closed' }
    : { ...closed, connection: 'lost', reason: 'lost' }
}

/** What a socket that closed without a word is said to have closed with. */
const abnormalClosure = 1006

/** A frame that breaks the WebSocket protocol. `ws` has answered it. */
export const brokenFrameEnding: Ending = { ...lossEnding(abnormalClosure), reason: 'broken_frame' }

/** A frame that is larger than it may be. `ws` has answered it. */
export const tooLargeEnding: Ending = { ...brokenFrameEnding, limit: 'frameBytes' }

/** Frames that we don't take. */
export function protocolEnding(code: number, error: ErrorBody, limit?: LimitName): Ending {
  return { code, error, connection: 'lost', reason: 'protocol', limit }
}

function refusedEnding(code: number, error: ErrorBody, reason: EndReason): Ending {
  return { code, error, connection: 'lost', reason }
}

/** A token that is refused, has ended, or could not be checked. */
export function refusedTokenEnding(error: ErrorBody): Ending {
  if (error.code === 'token_expired') return refusedEnding(closeCode.tokenExpired, error, 'token_refused')
  const code = error.code === 'server_error' ? closeCode.internalError : closeCode.unauthorized
  return refusedEnding(code, error, 'token_refused')
}

/** The server stops. `retryAfter` in milliseconds, never so short that clients dial a server that is still stopping. */
export function drainingEnding(retryAfter: number): Ending {
  const error = errorBody(refusal('connection_closed', 'The server is stopping.', { retryable: true, retryAfter }))
  return { code: closeCode.draining, error, connection: 'lost', reason: 'stopping' }
}

export const replacedEnding: Ending = {
  code: closeCode.replaced,
  error: errorBody(refusal('connection_closed', 'The connection goes on on a newer socket.')),
  connection: 'replaced',
  reason: 'replaced',
}

/** The operator put the client out. `retryAfter`: for how many milliseconds more it may not come back. */
export function kickedEnding(reason: string, retryAfter: number | null): Ending {
  const error: ErrorBody = {
    code: 'forbidden',
    message: reason,
    hint: 'Whoever runs the server has ended this connection. Connect again when they allow it.',
    retryable: false,
    ...(retryAfter === null ? {} : { retryAfter }),
  }
  return { code: closeCode.disconnected, error, connection: 'leave', reason: 'put_out' }
}

export const tooSlowEnding: Ending = {
  code: closeCode.tooSlow,
  error: null,
  connection: 'lost',
  reason: 'slow',
  limit: 'bufferBytes',
}

/** It takes hardly anything of what waits for it. */
export const trickleEnding: Ending = { ...tooSlowEnding, limit: 'slowReading' }

export const silentEnding: Ending = {
  code: closeCode.pingTimeout,
  error: null,
  connection: 'lost',
  reason: 'silent',
}

export const tokenExpiredEnding: Ending = {
  code: closeCode.tokenExpired,
  error: errorBody(refusal('token_expired', 'The token has expired.', { retryable: true })),
  connection: 'lost',
  reason: 'token_expired',
}

/** What a client without a token is told to come back with: `Service Restart` of the registry, since all that it lacks is a new look at who it is. */
const comeBack = 1012

/** The session behind a cookie has ended, or is looked up again. Who is still known comes back at once. */
export const sessionExpiredEnding: Ending = {
  code: comeBack,
  error: errorBody(refusal('token_expired', 'The session has to be looked up again.', { retryable: true })),
  connection: 'lost',
  reason: 'session_expired',
}

/** The token of this connection was revoked. Who can fetch another one comes back with it, and misses nothing. */
export const revokedEnding: Ending = refusedEnding(closeCode.unauthorized, errorBody(revokedRefusal()), 'revoked')

/** The client may have got its token after a revocation, from a clock that is slow: another one settles it. */
export const closeToRevocationEnding: Ending = {
  code: comeBack,
  error: errorBody(closeRefusal()),
  connection: 'lost',
  reason: 'revoked',
}

/** What was known of a session without a token was revoked. */
export const revokedSessionEnding: Ending = {
  code: comeBack,
  error: errorBody(
    refusal('unauthorized', 'This session was revoked, and has to be looked up again.', { retryable: true }),
  ),
  connection: 'lost',
  reason: 'revoked',
}

export const failedEnding: Ending = {
  code: closeCode.internalError,
  error: errorBody(null),
  connection: 'lost',
  reason: 'failed',
}

const afterAbuse = { retryable: true, retryAfter: 30_000 }

export const abusiveEnding: Ending = {
  code: closeCode.rateLimited,
  error: errorBody(refusal('rate_limited', 'This connection has been at its limit for too long.', afterAbuse)),
  connection: 'lost',
  reason: 'over_the_rate',
  limit: 'overTheRate',
}
