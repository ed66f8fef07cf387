import type { Release, Store, Unsubscribe } from '../store/store.ts'
import type { ConnectionState, ConnectionStateOf, ConnectionStatus } from './connection-state.ts'

export type ConnectionListener<State extends ConnectionState = ConnectionState> = (
  state: State,
  previous: ConnectionState,
) => void

/** The client's one connection. */
export interface Connection extends Store<ConnectionState> {
  /** Connects, or tries again at once. From then on the connection stays until `close`, leased or not. */
  connect(): void
  /** Says goodbye and stops. `connect` opens it again. */
  close(): Promise<void>
  /** Round-trip time in milliseconds. Waits while connecting; rejects with `connection_closed` when there is none. */
  ping(): Promise<number>
  /** Keeps the connection open while at least one lease is out, and `lingerMs` longer. Connects unless `autoConnect` is off. */
  lease(): Release
  on(listener: ConnectionListener): Unsubscribe
  on<Status extends ConnectionStatus>(
    status: Status,
    listener: ConnectionListener<ConnectionStateOf<Status>>,
  ): Unsubscribe
  /** Resolves at once when the status is the present one, else when it comes; without a status at the next change. Rejects when the client is closed before. */
  once(): Promise<ConnectionState>
  once<Status extends ConnectionStatus>(status: Status): Promise<ConnectionStateOf<Status>>
  /** A connection that stood has been away for longer than `lostAfter`. */
  onLost(listener: ConnectionListener<ConnectionStateOf<'disconnected'>>): Unsubscribe
  /** No connection could be made within `lostAfter`. It is still being tried; `reason` says what may be wrong. */
  onUnreachable(listener: ConnectionListener<ConnectionStateOf<'disconnected'>>): Unsubscribe
  /** The connection is back after having been lost. */
  onRestored(listener: ConnectionListener<ConnectionStateOf<'connected'>>): Unsubscribe
  /** The connection won't be tried again by itself. */
  onFailed(listener: ConnectionListener<ConnectionStateOf<'failed'>>): Unsubscribe
}
