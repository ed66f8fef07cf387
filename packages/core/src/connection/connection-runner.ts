import type { AdapterSession, RealtimeError, SessionState } from '@herenow/adapter'
import type { ClientBasics, CurrentSession } from '../client/client-services.ts'
import { clientClosed, connectionShut, failure, notConnected, toRealtimeError } from '../client/errors.ts'
import { requestTimeout } from '../client/settings.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { Release, Store } from '../store/store.ts'
import { until } from '../store/until.ts'
import { createAbsence } from './absence.ts'
import { acceptSession } from './accept-session.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'
import { createDemand } from './demand.ts'

/** Decides when there is a session: opens and closes the client's one session as it is needed, by hand or with leases. */
export interface ConnectionRunner {
  readonly store: Store<ConnectionState>
  /** Closed by hand: only `connect` opens it again. */
  readonly isShut: boolean
  /** Closed for good. */
  readonly ended: boolean
  /** Why a connection won't come by itself; `null` when it may. */
  readonly unavailable: () => RealtimeError | null
  /** What the session says. */
  follow(state: SessionState): void
  /** Connects if nobody has said otherwise: the connection is needed. */
  readonly needConnection: () => void
  readonly connect: () => void
  readonly lease: () => Release
  /** Closes until `connect` is called. */
  readonly close: () => Promise<void>
  /** Closes for good. */
  readonly end: () => Promise<void>
  /** The connected session; rejects with the error that tells why there is none. Waits while one is on its way. */
  readonly connected: () => Promise<AdapterSession>
}

export interface ConnectionRunnerNeeds {
  readonly basics: Pick<ClientBasics, 'clock' | 'settings' | 'report' | 'log' | 'mostCapabilities'>
  /** Written here only. */
  readonly current: CurrentSession
  /** Opens a session. Throws when the adapter's options are unusable. */
  readonly open: () => AdapterSession
  /** A session was opened, and hasn't connected yet. */
  readonly onOpened: () => void
  /** Something besides leases keeps the connection. */
  readonly isBusy: () => boolean
}

export function createConnectionRunner(needs: ConnectionRunnerNeeds): ConnectionRunner {
  const { basics, current } = needs
  const { clock, settings, report } = basics
  const slices = createSlicedStore<{ connection: ConnectionState }>({ connection: { status: 'initialized' } }, report)
  const store = slices.view('connection')
  const demand = createDemand(basics, () => {
    if (!needs.isBusy()) void shut()
  })
  const absence = createAbsence({
    clock,
    lostAfter: settings.lostAfter,
    log: basics.log,
    state: store.getState,
    onDue: (type) => apply({ type }),
  })
  let stayClosed = false
  let ended = false
  let closing: Promise<void> | null = null

  function apply(event: ConnectionEvent): void {
    const previous = store.getState()
    const next = step(previous, event)
    if (next === previous) return
    absence.changed(next, previous)
    slices.commit({ connection: next })
  }

  function needConnection(): void {
    const hasFailed = store.getState().status === 'failed'
    if (settings.autoConnect && !stayClosed && !current.session && !hasFailed) open()
  }

  function open(): void {
    if (current.session) return current.session.connect()
    if (closing) return
    try {
      absence.opened()
      const session = needs.open()
      current.session = session
      apply({ type: 'opened' })
      needs.onOpened()
      session.connect()
    } catch (error) {
      current.session = null
      apply({ type: 'failed', reason: toRealtimeError(error, 'Opening a connection') })
    }
  }

  function unavailable(): RealtimeError | null {
    if (ended) return clientClosed()
    if (stayClosed) return connectionShut()
    const state = store.getState()
    return state.status === 'failed' ? state.reason : null
  }

  function close(): Promise<void> {
    stayClosed = true
    demand.clear()
    return shut()
  }

  function shut(): Promise<void> {
    closing ??= goodbye()
    return closing
  }

  async function goodbye(): Promise<void> {
    const { session } = current
    current.session = null
    apply({ type: 'close-called' })
    try {
      await session?.close()
    } catch (error) {
      report(toRealtimeError(error, 'Closing the connection'))
    }
    closing = null
    apply({ type: 'closed' })
    if (demand.byHand) open()
    else if (demand.wanted) needConnection()
  }

  function refuse(reason: RealtimeError): void {
    const { session } = current
    current.session = null
    apply({ type: 'failed', reason })
    session?.close().catch((error: unknown) => report(toRealtimeError(error, 'Closing the connection')))
  }

  const runner: ConnectionRunner = {
    store,
    get isShut() {
      return stayClosed
    },
    follow(state) {
      if (state.status === 'connected') {
        const refusal = acceptSession(current, state, basics.mostCapabilities)
        if (refusal) return refuse(refusal)
      }
      if (state.status === 'failed' || state.status === 'closed') current.session = null
      apply({ type: 'session', state, at: clock.date() })
    },
    needConnection,
    connect() {
      if (ended) throw clientClosed()
      stayClosed = false
      demand.hold()
      open()
    },
    lease() {
      const release = demand.lease()
      needConnection()
      return release
    },
    unavailable,
    get ended() {
      return ended
    },
    close,
    end() {
      ended = true
      return close()
    },
    connected() {
      needConnection()
      const find = (state: ConnectionState): AdapterSession | RealtimeError | null => {
        if (ended) return clientClosed()
        if (state.status === 'failed') return state.reason
        if (!current.session) return unavailable() ?? notConnected()
        return state.status === 'connected' ? current.session : null
      }
      return until(store, find, {
        clock,
        after: requestTimeout,
        reason() {
          const state = store.getState()
          const cause = state.status === 'disconnected' ? state.reason : undefined
          return failure('timeout', `No connection within ${requestTimeout / 1000} s.`, { retryable: true, cause })
        },
      })
    },
  }
  return runner
}
