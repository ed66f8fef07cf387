import type { RealtimeError, SessionChannelState } from '@herenow/adapter'
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

/** A channel's next state. `ended`: why the service refused the channel or ended it, if that is what it said. */
export interface AfterSession {
  readonly state: ChannelState
  readonly ended: RealtimeError | null
}

/**
 * What becomes of a channel when the session has said something of it. A channel that was left doesn't listen. `lastEnd`:
 * why the service ended it last, as adapters may tell of a refusal after the rejection too, when somebody has asked anew.
 */
export function afterSession(
  state: ChannelState,
  told: SessionChannelState | ChannelProgress,
  lastEnd: RealtimeError | null,
): AfterSession {
  const unchanged: AfterSession = { state, ended: null }
  if (!isActive(state)) return unchanged
  switch (told.status) {
    case 'attaching':
      // The channel has said so by itself when it asked.
      return state.status === 'attaching' ? unchanged : { state: told, ended: null }
    case 'attached':
    case 'suspended':
      return { state: told, ended: null }
    case 'detached': {
      const { reason } = told
      // The answer to a detach of ours, which was over at once. Meanwhile we may have asked anew.
      if (!reason) return unchanged
      return { state: { status: 'detached', reason }, ended: reason }
    }
    case 'failed':
      return told.reason === lastEnd ? unchanged : { state: told, ended: told.reason }
    default:
      return assertNever(told)
  }
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

/**
 * How waiting for an attach ends: with the reason why there is none, or with nothing once the channel is attached or, where
 * nobody wanted it when the waiting began, at once. `null`: it goes on.
 */
export function attachOutcome(
  state: ChannelState,
  wasWanted: boolean,
  leftMeanwhile: () => RealtimeError,
): RealtimeError | undefined | null {
  if (state.status === 'failed') return state.reason
  if (isActive(state)) return state.status === 'attached' ? undefined : null
  if (!wasWanted) return undefined
  return (state.status === 'detached' ? state.reason : null) ?? leftMeanwhile()
}
