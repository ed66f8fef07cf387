import type { RealtimeError, SessionChannelState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ChannelState } from './channel-state.ts'

/** What can happen to a channel. */
export type AttachmentEvent =
  | { readonly type: 'attach-asked' }
  | { readonly type: 'detach-asked' }
  | { readonly type: 'detach-done' }
  | { readonly type: 'attached'; readonly recovered: boolean }
  | { readonly type: 'session'; readonly state: SessionChannelState }
  | { readonly type: 'connection-lost'; readonly reason: RealtimeError }
  | { readonly type: 'connection-closed' }
  | { readonly type: 'connection-failed'; readonly reason: RealtimeError }

/** The whole policy of what a channel's public state is. */
export function step(state: ChannelState, event: AttachmentEvent): ChannelState {
  switch (event.type) {
    case 'attach-asked':
      return state.status === 'attached' || state.status === 'attaching' ? state : { status: 'attaching' }
    case 'detach-asked':
      return isIdle(state) ? state : { status: 'detaching' }
    case 'detach-done':
      return state.status === 'detaching' ? { status: 'detached' } : state
    case 'attached':
      return isActive(state) ? { status: 'attached', recovered: event.recovered } : state
    case 'session':
      return isActive(state) ? follow(event.state) : state
    case 'connection-lost':
      return isActive(state) ? { status: 'suspended', reason: event.reason, retryAt: null } : state
    case 'connection-closed':
      return isIdle(state) ? state : { status: 'detached' }
    case 'connection-failed':
      return isActive(state) ? { status: 'failed', reason: event.reason } : state
    default:
      return assertNever(event)
  }
}

function follow(session: SessionChannelState): ChannelState {
  switch (session.status) {
    case 'attaching':
      return { status: 'attaching' }
    case 'suspended':
      return { status: 'suspended', reason: session.reason, retryAt: session.retryAt }
    case 'detached':
      return { status: 'detached' }
    case 'failed':
      return { status: 'failed', reason: session.reason }
    default:
      return assertNever(session)
  }
}

/** The channel is, or wants to be, attached. */
function isActive(state: ChannelState): boolean {
  return state.status === 'attaching' || state.status === 'attached' || state.status === 'suspended'
}

/** Nothing is asked of the service. */
function isIdle(state: ChannelState): boolean {
  return state.status === 'initialized' || state.status === 'detached' || state.status === 'failed'
}
