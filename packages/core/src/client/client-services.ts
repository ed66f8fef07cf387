import type {
  AdapterSession,
  Capabilities,
  Clock,
  Logger,
  Position,
  Random,
  RealtimeError,
  UserInfo,
} from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { Listeners } from '../store/listeners.ts'
import type { Pacer } from '../store/pacer.ts'
import type { Report } from '../store/report.ts'
import type { Settings } from './settings.ts'

/** What every part of a client may use before there is a connection. */
export interface ClientBasics {
  readonly clock: Clock
  readonly random: Random
  readonly settings: Settings
  /** The adapter's: what holds where a session says nothing else. */
  readonly mostCapabilities: Capabilities
  readonly pacer: Pacer
  readonly log: Logger
  /** Tells those who listen for errors; the log when nobody does. */
  readonly report: Report
}

/** The session of the moment, and who we are on it. */
export interface CurrentSession {
  /** The open session, connected or not. */
  session: AdapterSession | null
  /** Who we are, once known. */
  clientId: string | null
  info: UserInfo | null
  /** The adapter's, with what the service has told. */
  capabilities: Capabilities
  /** Number of the newest batch of events that a session has begun to tell; what a listener causes may begin another. */
  batch: number
}

/**
 * What the parts of a channel, and the stores beside them, may use of their client. Each part declares with `Pick` which
 * of it. Nothing here knows a channel.
 */
export interface ClientServices extends ClientBasics, Readonly<CurrentSession> {
  /** The client was closed for good. */
  readonly ended: boolean
  readonly isConnected: boolean
  /** The connection was closed by hand, and only `connect` opens it again. */
  readonly isShut: boolean
  readonly connectionState: () => ConnectionState
  /** Why a connection won't come by itself; `null` when it may. */
  readonly unavailable: () => RealtimeError | null
  /** Something needs the connection. */
  readonly needConnection: () => void
  /** The connected session; waits for it, rejects when it can't be had. */
  readonly connected: () => Promise<AdapterSession>
  /** Orders positions, also after the connection was closed. -1: `a` stands before `b`. `null`: can't be compared. */
  readonly compare: (channel: string, a: Position, b: Position) => -1 | 0 | 1 | null
  /** The service refused a channel for lack of a right: a new token may have it. */
  readonly lacksRight: (channel: string) => void
  /** Somewhere a message began or ended waiting. */
  readonly outboxChanged: Listeners<[]>
}
