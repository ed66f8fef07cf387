import type { RealtimeError } from '@herenow/adapter'
import { adapterError, assertNever } from '@herenow/adapter'
import { hint } from '../hints.ts'
import type {
  Connected,
  Connecting,
  ConnectionEffect,
  ConnectionEvent,
  ConnectionPolicy,
  ConnectionState,
  Disconnected,
  Step,
} from './connection-state.ts'

/** Milliseconds until the token must be there, and then as long for Centrifugo's answer. */
const connectTimeout = 10_000
/** Milliseconds after which a connection counts as stable: the next loss begins a new row of retries. */
const stableAfter = 5_000

/** Decides when the SDK connects, and does none of it: the runner carries the effects out. */
export function step(state: ConnectionState, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  if (state.status === 'closed') return stay(state)
  if (event.type === 'close-called') return enter({ status: 'closed' }, [{ type: 'stop-sdk' }])
  switch (state.status) {
    case 'initialized':
    case 'failed':
      return event.type === 'connect-called' ? connecting({ attempt: 0, retries: 0, refusals: 0 }) : stay(state)
    case 'disconnected':
      return event.type === 'due' || event.type === 'connect-called' || event.type === 'woken'
        ? connecting(state)
        : stay(state)
    case 'connecting':
      return whileConnecting(state, event, policy)
    case 'connected':
      return whileConnected(state, event, policy)
    default:
      return assertNever(state)
  }
}

function stay(state: ConnectionState): Step {
  return { state, effects: [], due: 'keep' }
}

function enter(state: ConnectionState, effects: readonly ConnectionEffect[] = [], due: Step['due'] = 'never'): Step {
  return { state, effects, due }
}

/** Starts the next attempt. `before`: what the attempts so far came to. */
function connecting(before: Pick<Connecting, 'attempt' | 'retries' | 'refusals'> & Partial<Disconnected>): Step {
  const { retries, refusals, token } = before
  const attempt = before.attempt + 1
  if (token !== undefined) return starting({ attempt, retries, refusals }, token)
  return enter(
    { status: 'connecting', step: 'token', attempt, retries, refusals, token: null },
    [{ type: 'fetch-token', reason: refusals > 0 ? 'rejected' : 'connect' }],
    connectTimeout,
  )
}

function starting(row: Pick<Connecting, 'attempt' | 'retries' | 'refusals'>, token: string | null): Step {
  const { attempt, retries, refusals } = row
  return enter(
    { status: 'connecting', step: 'sdk', attempt, retries, refusals, token },
    [{ type: 'start-sdk', token }],
    connectTimeout,
  )
}

function whileConnecting(state: Connecting, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  switch (event.type) {
    case 'token-fetched':
      return state.step === 'token' ? starting(state, event.token) : stay(state)
    case 'token-failed':
      // The error itself says whether another call makes sense, whatever its code.
      return event.error.retryable ? lost(state, event.error, policy) : failed(event.error)
    case 'opened': {
      const { retries, refusals, token } = state
      return enter({ status: 'connected', retries, refusals, token }, [], stableAfter)
    }
    case 'ended':
      return ended(state, event, policy)
    case 'due':
      return lost(state, late(state.step), policy)
    case 'connect-called':
    case 'close-called':
    case 'token-replaced':
    case 'woken':
      return stay(state)
    default:
      return assertNever(event)
  }
}

function whileConnected(state: Connected, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  switch (event.type) {
    case 'due':
      return enter({ ...state, retries: 0, refusals: 0 })
    case 'ended':
      return ended(state, event, policy)
    case 'token-replaced': {
      const reason = adapterError('connection_closed', 'The connection is made anew, with another token.', {
        retryable: true,
      })
      const { retries, refusals } = state
      const next = { status: 'disconnected', attempt: 0, retries, refusals, reason, token: event.token } as const
      return enter(next, [{ type: 'stop-sdk' }], 0)
    }
    case 'connect-called':
    case 'close-called':
    case 'token-fetched':
    case 'token-failed':
    case 'opened':
    case 'woken':
      return stay(state)
    default:
      return assertNever(event)
  }
}

function ended(
  state: Connecting | Connected,
  { error, reaction }: Extract<ConnectionEvent, { readonly type: 'ended' }>,
  policy: ConnectionPolicy,
): Step {
  // A new token is tried once, and only if there was a token at all.
  const isRefusedForGood = reaction === 'refused' && (state.token === null || state.refusals > 0)
  if (reaction === 'final' || isRefusedForGood) return failed(error)
  return lost(state, error, policy, reaction === 'refused')
}

/** Another attempt follows after a pause; after a refused token it follows at once, with a new one. */
function lost(state: Connecting | Connected, reason: RealtimeError, policy: ConnectionPolicy, refused = false): Step {
  if (state.status === 'connecting' && policy.failFast) return failed(reason)
  return enter(
    {
      status: 'disconnected',
      attempt: state.status === 'connecting' ? state.attempt : 0,
      retries: state.retries + 1,
      refusals: refused ? state.refusals + 1 : state.refusals,
      reason,
      token: undefined,
    },
    [{ type: 'stop-sdk' }],
    refused ? 0 : policy.retryDelay(state.retries),
  )
}

function failed(reason: RealtimeError): Step {
  return enter({ status: 'failed', reason }, [{ type: 'stop-sdk' }])
}

function late(what: Connecting['step']): RealtimeError {
  return what === 'token'
    ? adapterError('connection_failed', 'The token did not come in time.', { retryable: true })
    : adapterError('connection_failed', 'Centrifugo did not answer in time.', { hint: hint('server'), retryable: true })
}
