import { clientClosed } from '../client/problems.ts'
import { Listeners } from '../store/listeners.ts'
import type { Report } from '../store/report.ts'
import type { Unsubscribe } from '../store/store.ts'
import type { ConnectionRunner } from './connection-runner.ts'
import type { ConnectionState, ConnectionStateOf, ConnectionStatus } from './connection-state.ts'
import type { Connection, ConnectionListener } from './connection.ts'

interface Waiter {
  readonly status: ConnectionStatus | undefined
  resolve(state: ConnectionState): void
  reject(reason: unknown): void
}

/** The public side of the connection: the runner's state as events and promises. */
export function createConnection(runner: ConnectionRunner, report: Report): Connection {
  const waiters = new Set<Waiter>()
  const changed = new Listeners<[ConnectionState, ConnectionState]>(report)
  runner.store.subscribe((state, previous) => {
    changed.emit(state, previous)
    for (const waiter of waiters) {
      if (waiter.status !== undefined && waiter.status !== state.status && !runner.ended) continue
      if (runner.ended && state.status !== 'closed') continue
      waiters.delete(waiter)
      if (waiter.status === undefined || waiter.status === state.status) waiter.resolve(state)
      else waiter.reject(clientClosed())
    }
  })

  function onStatus<Status extends ConnectionStatus>(
    status: Status,
    listener: ConnectionListener<ConnectionStateOf<Status>>,
    when: (state: ConnectionStateOf<Status>, previous: ConnectionState) => boolean = () => true,
  ): Unsubscribe {
    return changed.add((state, previous) => {
      if (has(state, status) && when(state, previous)) listener(state, previous)
    })
  }

  function once(status?: ConnectionStatus): Promise<ConnectionState> {
    const state = runner.store.getState()
    if (state.status === status) return Promise.resolve(state)
    if (runner.ended) return Promise.reject(clientClosed())
    return new Promise((resolve, reject) => waiters.add({ status, resolve, reject }))
  }

  return {
    ...runner.store,
    connect: () => runner.connect(),
    close: () => runner.close(),
    ping: async () => (await runner.connected()).ping(),
    lease: () => runner.lease(),
    on: (first: ConnectionStatus | ConnectionListener, listener?: (state: never, previous: ConnectionState) => void) =>
      typeof first === 'function'
        ? changed.add(first)
        : // The public overload ties the listener's type to this status.
          onStatus(first, (state, previous) => listener?.(state as never, previous)),
    once: once as Connection['once'],
    onLost: (listener) => onStatus('disconnected', listener, (state, previous) => state.lost && !wasLost(previous)),
    onRestored: (listener) => onStatus('connected', listener, (_, previous) => wasLost(previous)),
    onFailed: (listener) => onStatus('failed', listener),
  }
}

function has<Status extends ConnectionStatus>(
  state: ConnectionState,
  status: Status,
): state is ConnectionStateOf<Status> {
  return state.status === status
}

function wasLost(state: ConnectionState): boolean {
  return state.status === 'disconnected' && state.lost
}
