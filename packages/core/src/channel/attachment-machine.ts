import type { SessionChannelState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
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
  switch (connection.status) {
    case 'closed':
      return detached
    case 'failed':
      return connection
    case 'disconnected': {
      const { lost, unreachable, reason } = connection
      return lost || unreachable ? { status: 'suspended', reason, retryAt: null } : state
    }
    case 'initialized':
    case 'connecting':
    case 'connected':
    case 'closing':
      return state
    default:
      return assertNever(connection)
  }
}
