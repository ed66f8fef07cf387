import type { Capabilities } from './capabilities.ts'
import type { Env } from './env.ts'
import type { AdapterEvent } from './event.ts'
import type { Logger } from './logger.ts'
import type { AdapterSession } from './session.ts'
import type { UserInfo } from './user.ts'

/**
 * Why a token is asked for: a new connection, before the current one expires (or because the client was told to), after
 * the service refused it, or after the service refused a channel for lack of a right.
 */
export type TokenReason = 'connect' | 'expiring' | 'rejected' | 'forbidden'

export interface TokenRequest {
  readonly reason: TokenReason
  /**
   * With the reason `forbidden`: the channel that was refused. With others, on services that have a token for a channel:
   * the channel whose token is wanted.
   */
  readonly channel?: string | undefined
  /** 1 for the first request of this kind in a row. */
  readonly attempt: number
  /** Aborts when the answer is no longer wanted. */
  readonly signal: AbortSignal
}

/** What the core hands to an adapter. */
export interface AdapterContext {
  /** Who we say we are; `null`: the token tells. Once it has told, the session accepts nobody else. */
  readonly clientId: string | null
  readonly info: UserInfo | null
  /** `true`: the first failed attempt is final and says which step failed. */
  readonly failFast: boolean
  /**
   * Resolves with `null` when the client has no token. What it rejects with is final when it is a `RealtimeError` that
   * isn't retryable; after anything else the session asks again.
   */
  token(request: TokenRequest): Promise<string | null>
  readonly env: Env
  readonly log: Logger
  /**
   * Takes everything that one network frame carried at once. Never throws. Where a listener leaves a channel and attaches it
   * again in the middle, what is left of these events belongs to the attachment before, and is dropped.
   */
  emit(events: readonly AdapterEvent[]): void
}

/** A realtime service, seen through one contract. Stateless: all state lives in the sessions it opens. */
export interface Adapter {
  readonly spec: 'v1'
  readonly name: string
  /** The most that the service can do. What depends on its settings is told at connect and at attach. */
  readonly capabilities: Capabilities
  /** Makes a session; touches no network before `connect`. Throws `invalid_argument` for unusable options. */
  open(context: AdapterContext): AdapterSession
}
