import type { AdapterContext, EventBatch, RealtimeError, TokenWish } from '@herenow/adapter'
import type { ErrorBody, Welcome } from '@herenow/protocol'
import type { Outgoing } from '../outgoing.ts'
import type { Requests } from '../requests.ts'
import type { SocketAddress } from '../socket-url.ts'
import type { ConnectionState } from './connection-state.ts'

export interface ConnectionNeeds {
  readonly context: AdapterContext
  readonly address: SocketAddress
  readonly events: EventBatch
  readonly outgoing: Outgoing
  readonly requests: Requests
  /** A frame came on the present socket. */
  onFrame(data: unknown): void
  /** `hello` has left: requests may follow it. */
  onGreeted(): void
  /** `resumed`: the server goes on with the connection before. */
  onConnected(resumed: boolean): void
  /** What was under way on the socket is lost. */
  onDown(): void
  /** No further attempt follows until `connect` is called. */
  onFailed(reason: RealtimeError): void
}

/** A session's connection, over all its sockets. */
export interface Connection {
  readonly status: ConnectionState['status']
  /** Who we say we are, or who the token says we are once the server has told; `null` before. */
  readonly clientId: string | null
  readonly connect: () => void
  /** Resolves when the other side has ended it, or didn't in time. */
  close(): Promise<void>
  /** Asks the server for a sign of life. */
  readonly probe: () => void
  /** Fetches another token and applies it. Rejects while not connected. */
  refreshToken(wish: TokenWish): Promise<void>
  /** The server answered `hello`. */
  welcome(welcome: Welcome): void
  /** The server said why it is about to close. */
  farewell(error: ErrorBody): void
  /** Gives up the present socket for the reason that the code stands for. */
  giveUp(code: number): void
}
