import type { HintName, RealtimeError } from '@herenow/adapter'
import { assertNever, hint } from '@herenow/adapter'
import { closeCode } from '@herenow/protocol'
import { adapterError } from '../adapter-error.ts'
import { closeError, reactionTo } from './close-reaction.ts'
import type {
  Connected,
  Connecting,
  ConnectionEffect,
  ConnectionEvent,
  ConnectionPolicy,
  ConnectionState,
  Step,
} from './connection-state.ts'

/** Milliseconds for the token, and again for the socket with its welcome. */
export const connectTimeout = 10_000
/** Milliseconds after which a connection is no longer an attempt. */
export const stableAfter = 5_000
/** Milliseconds for the other side to end a close. */
export const closeTimeout = 1_000

/** The whole policy of the connection, without doing anything. */
export function step(state: ConnectionState, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  if (state.status === 'closed') return stay(state)
  if (event.type === 'close-called') return close(state)
  switch (state.status) {
    case 'initialized':
    case 'failed':
      return event.type === 'connect-called' ? connecting(0, 0, 0) : stay(state)
    case 'connecting':
      return whileConnecting(state, event, policy)
    case 'connected':
      if (event.type === 'due') return enter({ ...state, retries: 0, refusals: 0 })
      return event.type === 'socket-ended' ? ended(state, event, policy) : stay(state)
    case 'disconnected':
      return event.type === 'due' || event.type === 'connect-called' || (event.type === 'woken' && !state.serverImposed)
        ? connecting(state.attempt, state.retries, state.refusals)
        : stay(state)
    case 'closing':
      return event.type === 'due' || event.type === 'socket-ended' || event.type === 'socket-blocked'
        ? closed
        : stay(state)
    default:
      return assertNever(state)
  }
}

const closed: Step = {
  state: { status: 'closed' },
  effects: [{ type: 'let-go', code: closeCode.normal }],
  due: 'never',
}

function stay(state: ConnectionState): Step {
  return { state, effects: [], due: 'keep' }
}

function enter(state: ConnectionState, effects: readonly ConnectionEffect[] = [], due: Step['due'] = 'never'): Step {
  return { state, effects, due }
}

function close(state: ConnectionState): Step {
  if (state.status === 'closing') return stay(state)
  const hasSocket = state.status === 'connected' || (state.status === 'connecting' && state.step !== 'token')
  return hasSocket ? enter({ status: 'closing' }, [{ type: 'say-goodbye' }], closeTimeout) : closed
}

function connecting(attempts: number, retries: number, refusals: number): Step {
  return enter(
    { status: 'connecting', step: 'token', attempt: attempts + 1, retries, refusals, token: null },
    [{ type: 'fetch-token', reason: refusals > 0 ? 'rejected' : 'connect' }],
    connectTimeout,
  )
}

function whileConnecting(state: Connecting, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  switch (event.type) {
    case 'token-fetched':
      if (state.step !== 'token') return stay(state)
      return enter({ ...state, step: 'socket', token: event.token }, [{ type: 'open-socket' }], connectTimeout)
    case 'token-failed':
      // Whether asking again makes sense is the error's to say, whatever its code.
      return event.error.retryable ? lost(state, event.error, policy) : failed(event.error)
    case 'socket-impossible':
      return failed(event.error)
    case 'socket-blocked':
      return lost(state, failedAttempt('The platform refused to open a socket.', 'socket-blocked'), policy)
    case 'socket-opened':
      // The welcome must come within the time that the socket was given.
      if (event.accepted) return enter({ ...state, step: 'hello' }, [{ type: 'say-hello', token: state.token }], 'keep')
      return failed(
        adapterError('protocol_error', 'The server chose another subprotocol.', { hint: hint('subprotocol') }),
      )
    case 'welcomed': {
      const { retries, refusals, token } = state
      return enter({ status: 'connected', retries, refusals, token }, [], stableAfter)
    }
    case 'socket-ended':
      return state.step === 'hello'
        ? ended(state, event, policy)
        : lost(state, failedAttempt('No socket could be opened.', 'socket-refused'), policy)
    case 'due':
      return state.step === 'token'
        ? lost(state, failedAttempt('The token did not come in time.'), policy)
        : lost(state, failedAttempt('The server did not answer in time.', 'socket-silent'), policy)
    case 'connect-called':
    case 'close-called':
    case 'woken':
      return stay(state)
    default:
      return assertNever(event)
  }
}

function ended(
  state: Connecting | Connected,
  event: Extract<ConnectionEvent, { readonly type: 'socket-ended' }>,
  policy: ConnectionPolicy,
): Step {
  const otherwise = state.status === 'connected' ? 'connection_closed' : 'connection_failed'
  const error = closeError(event.code, event.goodbye, otherwise)
  const reaction = reactionTo(event.code)
  const hopeless = reaction === 'refused' && (state.token === null || state.refusals > 0)
  if (reaction === 'final' || hopeless) return failed(error, event.code)
  return lost(state, error, policy, event.code, reaction === 'refused')
}

/** The attempt, or the connection, is over; another attempt follows. After a refused token at once, with a new one. */
function lost(
  state: Connecting | Connected,
  reason: RealtimeError,
  policy: ConnectionPolicy,
  code: number = closeCode.helloTimeout,
  refused = false,
): Step {
  if (state.status === 'connecting' && policy.failFast) return failed(reason, code)
  const { retries } = state
  const { retryAfter } = reason
  const delay = refused ? 0 : policy.retryDelay(retries, retryAfter)
  return enter(
    {
      status: 'disconnected',
      attempt: state.status === 'connecting' ? state.attempt : 0,
      retries: retries + 1,
      refusals: refused ? 1 : state.refusals,
      reason,
      // A short wish on top of a long wait of our own is no reason to sleep through the network's return.
      serverImposed: retryAfter !== undefined && retryAfter > 0 && retryAfter >= delay / 2,
    },
    [{ type: 'let-go', code }],
    delay,
  )
}

function failed(reason: RealtimeError, code: number = closeCode.protocolError): Step {
  return enter({ status: 'failed', reason }, [{ type: 'let-go', code }])
}

function failedAttempt(message: string, situation?: HintName): RealtimeError {
  return adapterError('connection_failed', message, { hint: situation && hint(situation), retryable: true })
}
