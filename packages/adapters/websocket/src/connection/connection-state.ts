import type { RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

/** What an attempt knows of those before it. */
interface Attempts {
  /** Retries in a row without a stable connection. */
  readonly retries: number
  /** Refused tokens in a row without a stable connection. */
  readonly refusals: number
}

interface Initialized {
  readonly status: 'initialized'
}

export interface Connecting extends Attempts {
  readonly status: 'connecting'
  /** The first failed step is the one that an error names. */
  readonly step: 'token' | 'socket' | 'hello'
  /** 1 for the first in a row. */
  readonly attempt: number
  /** Fetched in the first step. */
  readonly token: string | null
}

export interface Connected extends Attempts {
  readonly status: 'connected'
  readonly token: string | null
}

interface Disconnected extends Attempts {
  readonly status: 'disconnected'
  /** Failed attempts in a row. */
  readonly attempt: number
  readonly reason: RealtimeError
  /** The server asked for most of the pause: only a call of `connect` ends it early. */
  readonly serverImposed: boolean
}

interface Closing {
  readonly status: 'closing'
}

interface Closed {
  readonly status: 'closed'
}

interface Failed {
  readonly status: 'failed'
  readonly reason: RealtimeError
}

export type ConnectionState = Initialized | Connecting | Connected | Disconnected | Closing | Closed | Failed

export type ConnectionEvent =
  | { readonly type: 'connect-called' }
  | { readonly type: 'close-called' }
  /** The platform says that coming back may work now. */
  | { readonly type: 'woken' }
  /** The time limit of the present state is over. */
  | { readonly type: 'due' }
  | { readonly type: 'token-fetched'; readonly token: string | null }
  | { readonly type: 'token-failed'; readonly error: RealtimeError }
  /** `accepted`: the server speaks our subprotocol. */
  | { readonly type: 'socket-opened'; readonly accepted: boolean }
  | { readonly type: 'socket-impossible'; readonly error: RealtimeError }
  | { readonly type: 'welcomed' }
  /** The socket closed, or must be given up for the reason that `code` stands for. */
  | { readonly type: 'socket-ended'; readonly code: number; readonly goodbye: ErrorBody | null }
  /** The platform itself refused the socket. */
  | { readonly type: 'socket-blocked' }

export type ConnectionEffect =
  | { readonly type: 'fetch-token'; readonly reason: 'connect' | 'rejected' }
  | { readonly type: 'open-socket' }
  | { readonly type: 'say-hello'; readonly token: string | null }
  /** Close the socket properly and wait for its end. */
  | { readonly type: 'say-goodbye' }
  /** Give up token fetch and socket; requests under way get `lostError(code)`. */
  | { readonly type: 'let-go'; readonly code: number }

/** What follows from an event. */
export interface Step {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
  /** Milliseconds until the next `due` event. `keep`: as it was set before. `never`: what was set is void. */
  readonly due: number | 'keep' | 'never'
}

/** What the user and chance decide. */
export interface ConnectionPolicy {
  readonly failFast: boolean
  /** Milliseconds before retry number `retries`, counted from 0. `retryAfter`: the server's wish. */
  retryDelay(retries: number, retryAfter: number | undefined): number
}
