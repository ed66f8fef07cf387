import type { SessionChannelState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { ChannelState } from './channel-state.ts'

/** What can happen to a channel. */
export type AttachmentEvent =
  | { readonly type: 'attach-asked' }
  | { readonly type: 'detach-asked' }
  | { readonly type: 'detach-done' }
  | { readonly type: 'attached'; readonly recovered: boolean }
  | { readonly type: 'session'; readonly state: SessionChannelState }
  | { readonly type: 'connection'; readonly state: ConnectionState }

/** The whole policy of what a channel's public state is. */
export function step(state: ChannelState, event: AttachmentEvent): ChannelState {
  const active = isActive(state)
  switch (event.type) {
    case 'attach-asked':
      return active && state.status !== 'suspended' ? state : { status: 'attaching' }
    case 'detach-asked':
      return active ? { status: 'detaching' } : state
    case 'detach-done':
      return state.status === 'detaching' ? { status: 'detached' } : state
    case 'attached':
      return active ? { status: 'attached', recovered: event.recovered } : state
    case 'session':
      if (!active) return state
      return event.state.status === 'detached' ? { status: 'detached' } : event.state
    case 'connection':
      return active || state.status === 'detaching' ? follow(state, event.state) : state
    default:
      return assertNever(event)
  }
}

/** While retries go on in the background, a channel stays what it was until the connection counts as lost. */
function follow(state: ChannelState, connection: ConnectionState): ChannelState {
  if (connection.status === 'closed') return { status: 'detached' }
  if (state.status === 'detaching') return state
  if (connection.status === 'failed') return { status: 'failed', reason: connection.reason }
  if (connection.status !== 'disconnected' || !connection.lost) return state
  return { status: 'suspended', reason: connection.reason, retryAt: null }
}

/** The channel is, or wants to be, attached. */
export function isActive({ status }: ChannelState): boolean {
  return status === 'attaching' || status === 'attached' || status === 'suspended'
}
