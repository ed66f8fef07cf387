import type { AdapterSession, Capabilities, Clock, Random, UserInfo } from '@herenow/adapter'
import type { Settings } from '../client/settings.ts'
import type { Pacer } from '../store/pacer.ts'
import type { Report } from '../store/report.ts'

/** What a channel's parts use of their client. */
export interface ChannelContext {
  readonly name: string
  readonly clock: Clock
  readonly random: Random
  readonly capabilities: Capabilities
  readonly settings: Settings
  readonly pacer: Pacer
  readonly report: Report
  /** Who we are, once known. */
  readonly clientId: () => string | null
  readonly info: () => UserInfo | null
  /** The open session, connected or not. */
  readonly session: () => AdapterSession | null
  readonly isConnected: () => boolean
  /** The connected session; waits for it, rejects when it can't be had. */
  readonly connected: () => Promise<AdapterSession>
  /** Something needs the connection. */
  readonly need: () => void
  /** The channel is about to attach after nobody wanted it. */
  readonly onAttach: () => void
  readonly onDetached: () => void
}
