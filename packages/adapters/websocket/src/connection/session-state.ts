import type { SessionState, SizeLimits } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Welcome, WelcomeLimits } from '@herenow/protocol'
import { clientLimits } from '@herenow/protocol'
import type { ConnectionState } from './connection-state.ts'

/** What the core is told of a state; `null`: nothing. `retryAt`: wall-clock milliseconds. */
export function sessionState(state: ConnectionState, welcome: Welcome | null, retryAt: number): SessionState | null {
  switch (state.status) {
    case 'initialized':
    case 'closing':
      return null
    case 'connecting':
      return { status: 'connecting', attempt: state.attempt }
    case 'connected':
      return (
        welcome && {
          status: 'connected',
          connectionId: welcome.connectionId,
          clientId: welcome.clientId,
          info: welcome.info ?? null,
          capabilities: sizeLimits(welcome.limits),
        }
      )
    case 'disconnected':
      return { status: 'disconnected', reason: state.reason, attempt: state.attempt, retryAt }
    case 'closed':
    case 'failed':
      return state
    default:
      return assertNever(state)
  }
}

function sizeLimits({ messageBytes, signalBytes, stateBytes = clientLimits.stateBytes }: WelcomeLimits): SizeLimits {
  return { maxMessageBytes: messageBytes, maxSignalBytes: signalBytes, maxStateBytes: stateBytes }
}
