import type { AdapterSession, Capabilities, RealtimeError, SessionState, SizeLimits, Timer } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { clientClosed, failure, notConnected, toRealtimeError } from '../client/problems.ts'
import { requestTimeout } from '../client/settings.ts'
import { sameJson } from '../json/same-json.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { Release, Store } from '../store/store.ts'
import { until } from '../store/until.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'
import { createNeed } from './need.ts'

/** Performs the connection: opens and closes the client's one session, with the timers and the leases. */
export interface ConnectionRunner {
  readonly store: Store<ConnectionState>
  /** Closed by hand: only `connect` opens it again. */
  readonly isShut: boolean
  /** What the session says. */
  follow(state: SessionState): void
  /** Connects if nobody has said otherwise: the connection is needed. */
  readonly need: () => void
  readonly connect: () => void
  readonly lease: () => Release
  readonly close: () => Promise<void>
  /** The connected session; rejects with the error that tells why there is none. Waits while one is on its way. */
  readonly connected: () => Promise<AdapterSession>
}

function otherClient(clientId: string): RealtimeError {
  return failure('unauthorized', `This client is "${clientId}", and the token is for somebody else.`, {
    hint: hint('other-client'),
    origin: 'adapter',
  })
}

/** The same object where nothing changes: components compare by reference. */
function withLimits(capabilities: Capabilities, limits: SizeLimits): Capabilities {
  const next = { ...capabilities, ...limits }
  return sameJson(next, capabilities) ? capabilities : next
}

export function createConnectionRunner(client: ClientCore): ConnectionRunner {
  const { clock, settings } = client
  const slices = createSlicedStore<{ connection: ConnectionState }>(
    { connection: { status: 'initialized' } },
    client.report,
  )
  const store = slices.view('connection')
  const leases = createNeed(client, () => {
    if (!client.isBusy) void end()
  })
  let lostTimer: Timer = null
  /** A connection has stood since the client wanted one. */
  let hasConnected = false
  let isUnreachableSaid = false
  let stayClosed = false
  let closing: Promise<void> | null = null

  function apply(event: ConnectionEvent): void {
    const previous = store.getState()
    const next = step(previous, event)
    if (next === previous) return
    if (next.status !== 'disconnected') clock.clearTimeout(lostTimer)
    else if (previous.status !== 'disconnected') {
      lostTimer = clock.setTimeout(awayForLong, settings.lostAfter)
    }
    slices.commit({ connection: next })
  }

  function awayForLong(): void {
    if (hasConnected) return apply({ type: 'lost-due' })
    apply({ type: 'unreachable-due' })
    const state = store.getState()
    if (state.status !== 'disconnected' || isUnreachableSaid) return
    isUnreachableSaid = true
    const { reason } = state
    // For developers, who look at the console first. Without a hint this is a production page. Failures of the token
    // function have been logged already.
    const isLogged = reason.hint === hint('token-function')
    if (reason.hint !== '' && !isLogged) client.log.warn(`Can't connect: ${reason.message}`, reason)
  }

  function need(): void {
    const hasFailed = store.getState().status === 'failed'
    if (settings.autoConnect && !stayClosed && !client.session && !hasFailed) open()
  }

  function open(): void {
    if (client.session) return client.session.connect()
    if (closing) return
    try {
      hasConnected = false
      const session = client.open()
      apply({ type: 'opened' })
      for (const channel of client.channels.all()) channel.sessionOpened()
      session.connect()
    } catch (error) {
      client.session = null
      apply({ type: 'failed', reason: toRealtimeError(error, 'Opening a connection') })
    }
  }

  function end(): Promise<void> {
    closing ??= goodbye()
    return closing
  }

  async function goodbye(): Promise<void> {
    const { session } = client
    client.session = null
    apply({ type: 'close-called' })
    try {
      await session?.close()
    } catch (error) {
      client.report(toRealtimeError(error, 'Closing the connection'))
    }
    closing = null
    apply({ type: 'closed' })
    if (leases.held) open()
    else if (leases.wanted) need()
  }

  /** A client acts for one user: what waits in it must not be sent in the name of another. */
  function refuse(clientId: string): void {
    const { session } = client
    client.session = null
    apply({ type: 'failed', reason: otherClient(clientId) })
    session?.close().catch((error: unknown) => client.report(toRealtimeError(error, 'Closing the connection')))
  }

  return {
    store,
    get isShut() {
      return stayClosed
    },
    follow(state) {
      if (state.status === 'connected') {
        if (client.clientId !== null && client.clientId !== state.clientId) return refuse(client.clientId)
        hasConnected = true
        client.clientId = state.clientId
        client.info = state.info
        if (state.limits) client.capabilities = withLimits(client.capabilities, state.limits)
      }
      if (state.status === 'failed' || state.status === 'closed') client.session = null
      apply({ type: 'session', state, at: clock.date() })
    },
    need,
    connect() {
      if (client.ended) throw clientClosed()
      stayClosed = false
      leases.hold()
      open()
    },
    lease() {
      const release = leases.lease()
      need()
      return release
    },
    close() {
      stayClosed = true
      leases.clear()
      return end()
    },
    connected() {
      need()
      const find = (state: ConnectionState): AdapterSession | RealtimeError | null => {
        if (client.ended) return clientClosed()
        if (state.status === 'failed') return state.reason
        if (!client.session) return client.unavailable() ?? notConnected()
        return state.status === 'connected' ? client.session : null
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
}
