import type { RealtimeError } from '@herenow/adapter'
import { adapterError, assertNever } from '@herenow/adapter'
import type { Greeting } from './link.ts'
import type { LinkEnd } from './link-end.ts'

/** Milliseconds for the token, and then as long until RabbitMQ has greeted us. */
const connectTimeout = 10_000
/** Milliseconds after which a connection counts as stable: the next loss begins a new row of retries. */
const stableAfter = 5_000
/** Milliseconds that a close waits for the other side. */
const closeTimeout = 1_000

/** What an attempt knows of those before it. */
interface Attempts {
  /** Retries in a row without a stable connection. */
  readonly retries: number
  /** Refused tokens in a row without a stable connection. */
  readonly refusals: number
  /** There is a token that another may take the place of. */
  readonly hasToken: boolean
}

interface Connecting extends Attempts {
  readonly status: 'connecting'
  readonly step: 'token' | 'link'
  /** 1 for the first in a row. */
  readonly attempt: number
}

interface Connected extends Attempts {
  readonly status: 'connected'
  readonly greeting: Greeting
}

interface Disconnected extends Attempts {
  readonly status: 'disconnected'
  /** Failed attempts in a row. */
  readonly attempt: number
  readonly reason: RealtimeError
}

export type ConnectionState =
  | { readonly status: 'initialized' }
  | { readonly status: 'closing' }
  | { readonly status: 'closed' }
  | Connecting
  | Connected
  | Disconnected
  | { readonly status: 'failed'; readonly reason: RealtimeError }

export type ConnectionEvent =
  | { readonly type: 'connect-called' | 'close-called' }
  /** The platform says that coming back may work now. */
  | { readonly type: 'woken' }
  /** The time limit of the present state is over. */
  | { readonly type: 'due' }
  | { readonly type: 'token-fetched'; readonly hasToken: boolean }
  | { readonly type: 'token-failed'; readonly error: RealtimeError }
  | { readonly type: 'greeted'; readonly greeting: Greeting }
  | { readonly type: 'ended'; readonly end: LinkEnd }

export type ConnectionEffect =
  | { readonly type: 'fetch-token'; readonly reason: 'connect' | 'rejected' }
  | { readonly type: 'open-link' }
  | { readonly type: 'say-goodbye' }
  /** Give up the token fetch and the link. */
  | { readonly type: 'let-go' }

/** What follows from an event. */
export interface Step {
  readonly state: ConnectionState
  readonly effects: readonly ConnectionEffect[]
  /** Milliseconds until the next `due` event. `keep`: as it was set before. `never`: what was set is void. */
  readonly due: number | 'keep' | 'never'
}

export interface ConnectionPolicy {
  readonly failFast: boolean
  /** Milliseconds before retry number `retries`, counted from 0. */
  retryDelay(retries: number, retryAfter: number | undefined): number
}

/** Decides everything about the connection, and does none of it. */
export function step(state: ConnectionState, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  if (state.status === 'closed') return stay(state)
  if (event.type === 'close-called') return close(state)
  switch (state.status) {
    case 'initialized':
    case 'failed':
      return event.type === 'connect-called' ? connecting(first) : stay(state)
    case 'connecting':
      return whileConnecting(state, event, policy)
    case 'connected':
      if (event.type === 'due') return enter({ ...state, retries: 0, refusals: 0 })
      return event.type === 'ended' ? ended(state, event.end, policy) : stay(state)
    case 'disconnected':
      return ['due', 'connect-called', 'woken'].includes(event.type) ? connecting(state) : stay(state)
    case 'closing':
      return event.type === 'due' || event.type === 'ended' ? closed : stay(state)
    default:
      return assertNever(state)
  }
}

const first = { attempt: 0, retries: 0, refusals: 0, hasToken: false }
const closed: Step = { state: { status: 'closed' }, effects: [{ type: 'let-go' }], due: 'never' }

function stay(state: ConnectionState): Step {
  return { state, effects: [], due: 'keep' }
}

function enter(state: ConnectionState, effects: readonly ConnectionEffect[] = [], due: Step['due'] = 'never'): Step {
  return { state, effects, due }
}

function close(state: ConnectionState): Step {
  if (state.status === 'closing') return stay(state)
  return state.status === 'connected' ? enter({ status: 'closing' }, [{ type: 'say-goodbye' }], closeTimeout) : closed
}

/** `before`: what the attempts so far came to. */
function connecting({ attempt, retries, refusals, hasToken }: Attempts & { readonly attempt: number }): Step {
  return enter(
    { status: 'connecting', step: 'token', attempt: attempt + 1, retries, refusals, hasToken },
    [{ type: 'fetch-token', reason: refusals > 0 ? 'rejected' : 'connect' }],
    connectTimeout,
  )
}

function whileConnecting(state: Connecting, event: ConnectionEvent, policy: ConnectionPolicy): Step {
  switch (event.type) {
    case 'token-fetched':
      if (state.step !== 'token') return stay(state)
      return enter({ ...state, step: 'link', hasToken: event.hasToken }, [{ type: 'open-link' }], connectTimeout)
    case 'token-failed':
      return event.error.retryable ? lost(state, event.error, policy) : failed(event.error)
    case 'greeted': {
      const { retries, refusals, hasToken } = state
      return enter({ status: 'connected', greeting: event.greeting, retries, refusals, hasToken }, [], stableAfter)
    }
    case 'ended':
      return ended(state, event.end, policy)
    case 'due': {
      const silent = state.step === 'token' ? 'The token did not come in time.' : 'RabbitMQ did not answer in time.'
      return lost(state, adapterError('connection_failed', silent, { retryable: true }), policy)
    }
    case 'connect-called':
    case 'close-called':
    case 'woken':
      return stay(state)
    default:
      return assertNever(event)
  }
}

function ended(state: Connecting | Connected, { kind, error }: LinkEnd, policy: ConnectionPolicy): Step {
  // A new token is tried once, and only where there was one.
  if (kind === 'refused' && state.hasToken && state.refusals === 0) return lost(state, error, policy, true)
  return kind === 'final' || kind === 'refused' ? failed(error) : lost(state, error, policy)
}

/** Another attempt follows after a pause; after a refused token at once. */
function lost(state: Connecting | Connected, reason: RealtimeError, policy: ConnectionPolicy, refused = false): Step {
  if (state.status === 'connecting' && policy.failFast) return failed(reason)
  const { retries, hasToken } = state
  return enter(
    {
      status: 'disconnected',
      attempt: state.status === 'connecting' ? state.attempt : 0,
      retries: retries + 1,
      refusals: refused ? 1 : state.refusals,
      hasToken,
      reason,
    },
    [{ type: 'let-go' }],
    refused ? 0 : policy.retryDelay(retries, reason.retryAfter),
  )
}

function failed(reason: RealtimeError): Step {
  return enter({ status: 'failed', reason }, [{ type: 'let-go' }])
}
