import type { AdapterContext, Capabilities, SessionState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Greeting } from './link.ts'
import type { ConnectionState } from './machine.ts'

/** Who a session is for, and what its RabbitMQ can do. */
export interface SessionStateNeeds {
  readonly context: Pick<AdapterContext, 'info'>
  readonly clientId: string
  /** What this very RabbitMQ can do less than the adapter says. */
  readonly capabilitiesOf: (greeting: Greeting) => Partial<Capabilities>
}

/** What the core is told of a state; `null`: nothing. `retryAt`: wall-clock milliseconds. */
export function sessionState(state: ConnectionState, needs: SessionStateNeeds, retryAt: number): SessionState | null {
  switch (state.status) {
    case 'initialized':
    case 'closing':
      return null
    case 'connecting':
      return { status: 'connecting', attempt: state.attempt }
    case 'connected': {
      const { clientId, context, capabilitiesOf } = needs
      const { session: connectionId } = state.greeting
      const { info } = context
      return { status: 'connected', connectionId, clientId, info, capabilities: capabilitiesOf(state.greeting) }
    }
    case 'disconnected':
      return { status: 'disconnected', reason: state.reason, attempt: state.attempt, retryAt }
    case 'closed':
      return { status: 'closed' }
    case 'failed':
      return { status: 'failed', reason: state.reason }
    default:
      return assertNever(state)
  }
}
