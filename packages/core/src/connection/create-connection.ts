import { clientClosed } from '../client/errors.ts'
import type { ConnectionRunner } from './connection-runner.ts'
import type { Unsubscribe } from '../store/store.ts'
import { until } from '../store/until.ts'
import type { ConnectionState, ConnectionStatus } from './connection-state.ts'
import type { Connection, ConnectionListener } from './connection.ts'

type Matches = (state: ConnectionState, previous: ConnectionState) => boolean
/** A listener for some states; which ones, the public overloads say. */
type NarrowListener = (state: never, previous: ConnectionState) => void

/** The public side of the connection: the runner's state as events and promises. */
export function createConnection(runner: ConnectionRunner): Connection {
  const { store, connect, close, lease, connected } = runner
  const onMatch = (matches: Matches, listener: NarrowListener | undefined): Unsubscribe =>
    store.subscribe((state, previous) => {
      if (matches(state, previous)) listener?.(state as never, previous)
    })
  const once = (status?: ConnectionStatus): Promise<ConnectionState> => {
    const present = store.getState()
    return until(store, (state) => {
      if (status === undefined ? state !== present : state.status === status) return state
      return runner.ended && (state === present || state.status === 'closed') ? clientClosed() : null
    })
  }
  return {
    ...store,
    connect,
    close,
    ping: async () => (await connected()).ping(),
    lease,
    on: (first: ConnectionStatus | ConnectionListener, listener?: NarrowListener) =>
      typeof first === 'function' ? store.subscribe(first) : onMatch(({ status }) => status === first, listener),
    once: once as Connection['once'],
    onLost: (listener) => onMatch((state, previous) => isLost(state) && !isLost(previous), listener),
    onUnreachable: (listener) =>
      onMatch((state, previous) => isUnreachable(state) && !isUnreachable(previous), listener),
    onRestored: (listener) => onMatch(({ status }, previous) => status === 'connected' && isLost(previous), listener),
    onFailed: (listener) => onMatch(({ status }) => status === 'failed', listener),
  }
}

function isUnreachable(state: ConnectionState): boolean {
  return state.status === 'disconnected' && state.unreachable
}

function isLost(state: ConnectionState): boolean {
  return state.status === 'disconnected' && state.lost
}
