import type { RealtimeError, SessionState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ConnectionState } from './connection-state.ts'

/** What can happen to a connection. `at`: wall-clock milliseconds. */
export type ConnectionEvent =
  | { readonly type: 'session'; readonly state: SessionState; readonly at: number }
  | { readonly type: 'opened' }
  | { readonly type: 'lost-due' }
  | { readonly type: 'unreachable-due' }
  | { readonly type: 'close-called' }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly reason: RealtimeError }

/** The whole policy of what the connection's public state is. */
export function step(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.type) {
    case 'opened':
      return { status: 'connecting' }
    case 'session':
      return state.status === 'closing' ? state : follow(state, event.state, event.at)
    case 'lost-due':
      return state.status === 'disconnected' ? { ...state, lost: true } : state
    case 'unreachable-due':
      return state.status === 'disconnected' ? { ...state, unreachable: true } : state
    case 'close-called':
      return { status: state.status === 'initialized' || state.status === 'closed' ? 'closed' : 'closing' }
    case 'closed':
      return { status: 'closed' }
    case 'failed':
      return { status: 'failed', reason: event.reason }
    default:
      return assertNever(event)
  }
}

function follow(state: ConnectionState, session: SessionState, at: number): ConnectionState {
  switch (session.status) {
    case 'connecting':
      // The first attempt has been shown since the session was opened.
      if (state.status === 'connecting') return state
      return state.status === 'disconnected' ? { ...state, retryAt: null } : { status: 'connecting' }
    case 'connected':
      return { status: 'connected', connectionId: session.connectionId, clientId: session.clientId }
    case 'disconnected': {
      const { since, lost, unreachable } =
        state.status === 'disconnected' ? state : { since: at, lost: false, unreachable: false }
      return { ...session, since, lost, unreachable }
    }
    case 'closed':
    case 'failed':
      return session
    default:
      return assertNever(session)
  }
}
