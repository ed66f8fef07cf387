import type { RealtimeError, TokenReason } from '@herenow/adapter'

/** What attempts have come to since the connection was last stable. */
interface Row {
  /** Losses and failed attempts: how long the next pause is. */
  readonly retries: number
  /** Tokens that the service refused. */
  readonly refusals: number
}

export interface Connecting extends Row {
  readonly status: 'connecting'
  readonly attempt: number
  /** What is waited for: the token function, or the SDK. */
  readonly step: 'token' | 'sdk'
  readonly token: string | null
}

export interface Connected extends Row {
  readonly status: 'connected'
  readonly token: string | null
}

export interface Disconnected extends Row {
  readonly status: 'disconnected'
  readonly attempt: number
  readonly reason: RealtimeError
  /** What the next attempt uses; `undefined`: it asks for one. */
  readonly token: string | undefined
}

export type ConnectionState =
  | { readonly status: 'initialized' }
  | Connecting
  | Connected
  | Disconnected
  | { readonly status: 'failed'; readonly reason: RealtimeError }
  | { readonly status: 'closed' }

/** `refused`: another token may do. `final`: coming back would end the same way. */
type Reaction = 'retry' | 'refused' | 'final'

export type ConnectionEvent =
  | { readonly type: 'connect-called' }
  | { readonly type: 'close-called' }
  | { readonly type: 'token-fetched'; readonly token: string | null }
  | { readonly type: 'token-failed'; readonly error: RealtimeError }
  /** On a living connection: from now on, this one. */
  | { readonly type: 'token-replaced'; readonly token: string }
  | { readonly type: 'opened' }
  /** The attempt, or the connection, has ended. */
  | { readonly type: 'ended'; readonly error: RealtimeError; readonly reaction: Reaction }
  /** The network, or the page, is back. */
  | { readonly type: 'woken' }
  | { readonly type: 'due' }

export type ConnectionEffect =
  | { readonly type: 'fetch-token'; readonly reason: TokenReason }
  | { readonly type: 'start-sdk'; readonly token: string | null }
  | { readonly type: 'stop-sdk' }

/** `due`: milliseconds until the event `due` comes; `keep`: as before. */
export interface Step {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
  readonly due: number | 'never' | 'keep'
}

export interface ConnectionPolicy {
  readonly failFast: boolean
  /** Milliseconds before the next attempt. */
  readonly retryDelay: (retries: number) => number
}
