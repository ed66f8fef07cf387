import type { SessionState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Self } from '../received.ts'
import { tokenClaims } from '../token-claims.ts'
import type { ConnectionState } from './connection-state.ts'

/** What is told of the connection; `null`: nothing. `retryAt`: wall-clock milliseconds. */
export function sessionState(state: ConnectionState, self: Self | null, retryAt: number): SessionState | null {
  switch (state.status) {
    case 'initialized':
      return null
    case 'connecting':
      return { status: 'connecting', attempt: state.attempt }
    case 'connected':
      return self && { status: 'connected', ...self, info: tokenClaims(state.token).info }
    case 'disconnected':
      return { status: 'disconnected', reason: state.reason, attempt: state.attempt, retryAt }
    case 'failed':
      return { status: 'failed', reason: state.reason }
    case 'closed':
      return { status: 'closed' }
    default:
      return assertNever(state)
  }
}
