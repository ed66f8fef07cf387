import type { HintName, RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'
import { adapterError, assertNever, hint } from '@herenow/adapter'
import { closeCode } from '@herenow/protocol'
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

/** Milliseconds until the token must be there, and then as long for the socket and its welcome. */
export const connectTimeout = 10_000
/** Milliseconds after which a connection counts as stable: the next loss begins a new row of retries. */
export const stableAfter = 5_000
/** Milliseconds that a close waits for the other side. */
export const closeTimeout = 1_000

/** Decides everything about the connection, and does none of it: the runner carries the effects out. */
export function step(state: ConnectionState, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  if (state.status === 'closed') return stay(state)
  if (event.type === 'close-called') return close(state)
  switch (state.status) {
    case 'initialized':
    case 'failed':
      return event.type === 'connect-called' ? connecting({ attempt: 0, retries: 0, refusals: 0 }) : stay(state)
    case 'connecting':
      return whileConnecting(state, event, policy)
    case 'connected':
      // It has become stable.
      if (event.type === 'due') return enter({ ...state, retries: 0, refusals: 0 })
      return event.type === 'socket-ended' ? ended(state, event, policy) : stay(state)
    case 'disconnected':
      return event.type === 'due' || event.type === 'connect-called' || (event.type === 'woken' && !state.serverImposed)
        ? connecting(state)
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

/** Starts the next attempt. `before`: what the attempts so far came to. */
function connecting(before: Pick<Connecting, 'attempt' | 'retries' | 'refusals'>): Step {
  const { attempt, retries, refusals } = before
  return enter(
    { status: 'connecting', step: 'token', attempt: attempt + 1, retries, refusals, token: null },
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
      // The error itself says whether another call makes sense, whatever its code.
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
      return state.step === 'hello' ? ended(state, event, policy) : lost(state, notOpened(event.goodbye), policy)
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
  const usualCode = state.status === 'connected' ? 'connection_closed' : 'connection_failed'
  const error = closeError(event.code, event.goodbye, usualCode)
  const reaction = reactionTo(event.code)
  // A new token is tried once, and only if there was a token at all.
  const isRefusedForGood = reaction === 'refused' && (state.token === null || state.refusals > 0)
  if (reaction === 'final' || isRefusedForGood) return failed(error, event.code)
  return lost(state, error, policy, event.code, reaction === 'refused')
}

/**
 * The attempt or the connection has ended, and another attempt follows after a pause. After a refused token it follows at
 * once, with a new token. `code`: the one that the socket is closed with.
 */
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
      // If the server asked for less than half of the pause, the return of the network may end it early.
      serverImposed: retryAfter !== undefined && retryAfter > 0 && retryAfter >= delay / 2,
    },
    [{ type: 'let-go', code }],
    delay,
  )
}

function failed(reason: RealtimeError, code: number = closeCode.protocolError): Step {
  return enter({ status: 'failed', reason }, [{ type: 'let-go', code }])
}

/** `goodbye`: what the server answered in place of a socket, if that is known. */
function notOpened(goodbye: ErrorBody | null): RealtimeError {
  if (!goodbye) return failedAttempt('No socket could be opened.', 'socket-refused')
  return adapterError('connection_failed', goodbye.message, { hint: goodbye.hint, origin: 'server', retryable: true })
}

function failedAttempt(message: string, situation?: HintName): RealtimeError {
  return adapterError('connection_failed', message, { hint: situation && hint(situation), retryable: true })
}
