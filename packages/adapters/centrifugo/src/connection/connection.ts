import type { AdapterContext, EventBatch, RealtimeError, TokenWish } from '@herenow/adapter'
import type { Centrifuge } from 'centrifuge'
import type { Self } from '../received.ts'
import type { Fault } from './ending.ts'
import type { ConnectionState } from './connection-state.ts'

export interface ConnectionNeeds {
  readonly context: AdapterContext
  readonly events: EventBatch
  readonly client: Pick<Centrifuge, 'connect' | 'disconnect' | 'setToken'>
  /** Asks for a sign of life. */
  readonly probe: () => Promise<void>
  readonly onConnected: () => void
  readonly onDown: (fault: Fault | null) => void
  readonly onFailed: (reason: RealtimeError) => void
}

/** Connects, and comes back: has the SDK make one attempt at a time, and decides by itself when. */
export interface Connection {
  readonly status: ConnectionState['status']
  /** While connected. */
  readonly self: Self | null
  readonly connect: () => void
  readonly close: () => void
  /** The SDK's own events. */
  readonly on: SdkEvents
  /** For the SDK, which asks while it connects without a token, and before the present one ends. */
  readonly tokenForSdk: () => Promise<string>
  /** Asks the token function on a living connection; one call at a time. */
  readonly askForToken: (wish: TokenWish) => Promise<string | null>
  /** A request was not answered in time: whatever is connected can't be relied on. */
  readonly giveUp: (reason: string) => void
  /** Connects anew with it. Resolves when that is done. */
  readonly replaceToken: (token: string) => Promise<void>
}

interface SdkEvents {
  connected(client: string): void
  connecting(code: number, reason: string): void
  disconnected(code: number, reason: string): void
  error(type: string, error: unknown): void
}
