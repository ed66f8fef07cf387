import type { SessionChannelState } from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { ChannelState } from './channel-state.ts'

/** What the session may say of a channel. */
export type TellsOfChannel = SessionChannelState | Extract<ChannelState, { readonly status: 'attached' }>

/** The channel is, or wants to be, attached. */
export function isActive({ status }: ChannelState): boolean {
  return status === 'attaching' || status === 'attached' || status === 'suspended'
}

/** A channel's state after the session has said something of it. A channel that is being left doesn't listen. */
export function afterSession(state: ChannelState, told: TellsOfChannel): ChannelState {
  if (!isActive(state)) return state
  return told.status === 'detached' ? { status: 'detached' } : told
}

/**
 * A channel's state after the connection changed. While retries go on in the background, a channel stays what it was
 * until the connection counts as lost, or as unreachable.
 */
export function afterConnection(state: ChannelState, connection: ConnectionState): ChannelState {
  const active = isActive(state)
  if (connection.status === 'closed' && (active || state.status === 'detaching')) return { status: 'detached' }
  if (!active) return state
  if (connection.status === 'failed') return connection
  if (connection.status !== 'disconnected' || !(connection.lost || connection.unreachable)) return state
  return { status: 'suspended', reason: connection.reason, retryAt: null }
}
