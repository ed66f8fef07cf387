import type { SessionChannelState } from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { ChannelState } from './channel-state.ts'

/** What the session may say of a channel that is on its way to be attached. */
export type ChannelProgress =
  | Extract<SessionChannelState, { readonly status: 'attaching' | 'suspended' }>
  | Extract<ChannelState, { readonly status: 'attached' }>

/** The channel was left, or the connection was closed. */
export const detached: ChannelState = { status: 'detached', reason: null }

/** The channel is, or wants to be, attached. */
export function isActive({ status }: ChannelState): boolean {
  return status === 'attaching' || status === 'attached' || status === 'suspended'
}

/**
 * A channel's state after the session has said something of it. A channel that was left doesn't listen. That it is
 * being attached, the channel has said by itself when it asked.
 */
export function afterSession(state: ChannelState, progress: ChannelProgress): ChannelState {
  const isSaid = progress.status === 'attaching' && state.status === 'attaching'
  return isActive(state) && !isSaid ? progress : state
}

/**
 * A channel's state after the connection changed. While retries go on in the background, a channel stays what it was
 * until the connection counts as lost, or as unreachable.
 */
export function afterConnection(state: ChannelState, connection: ConnectionState): ChannelState {
  if (!isActive(state)) return state
  if (connection.status === 'closed') return detached
  if (connection.status === 'failed') return connection
  if (connection.status !== 'disconnected' || !(connection.lost || connection.unreachable)) return state
  return { status: 'suspended', reason: connection.reason, retryAt: null }
}
