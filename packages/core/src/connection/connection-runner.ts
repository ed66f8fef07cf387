import type { AdapterSession, SessionState, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { clientClosed, failure, notConnected } from '../client/problems.ts'
import { requestTimeout } from '../client/settings.ts'
import { SlicedStore } from '../store/sliced-store.ts'
import type { Release, Store } from '../store/store.ts'
import { until } from '../store/until.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'
import { Need } from './need.ts'

/** Performs the connection: holds the one session, the timers and the leases. */
export class ConnectionRunner {
  readonly store: Store<ConnectionState>
  session: AdapterSession | null = null
  ended = false
  readonly #client: ClientCore
  readonly #slices: SlicedStore<{ connection: ConnectionState }>
  readonly #need: Need
  #lostTimer: Timer = null
  #stayClosed = false
  #closing: Promise<void> | null = null

  constructor(client: ClientCore) {
    this.#client = client
    this.#slices = new SlicedStore<{ connection: ConnectionState }>(
      { connection: { status: 'initialized' } },
      client.report,
    )
    this.store = this.#slices.view('connection')
    this.#need = new Need(client.clock, client.settings.lingerMs, () => {
      if (!client.isBusy) void this.#close()
    })
  }

  /** What the session says. */
  follow(state: SessionState): void {
    this.#apply({ type: 'session', state, at: this.#client.clock.date() })
    if (state.status === 'failed' || state.status === 'closed') this.session = null
  }

  /** Connects if nobody has said otherwise: the connection is needed. */
  need(): void {
    const { status } = this.store.getState()
    if (!this.#client.settings.autoConnect || this.#stayClosed) return
    if (status === 'initialized' || status === 'closed' || status === 'closing') this.#connect()
  }

  connect(): void {
    if (this.ended) throw clientClosed()
    this.#stayClosed = false
    this.#need.hold()
    this.#connect()
  }

  lease(): Release {
    const release = this.#need.lease()
    this.need()
    return release
  }

  async close(): Promise<void> {
    this.#stayClosed = true
    this.#need.clear()
    await this.#close()
  }

  /** Closes for good. */
  end(): Promise<void> {
    this.ended = true
    return this.close()
  }

  /** The connected session; rejects with the error that tells why there is none. Waits while one is on its way. */
  connected(): Promise<AdapterSession> {
    this.need()
    const find = (state: ConnectionState): AdapterSession | RealtimeError | null => {
      if (this.ended) return clientClosed()
      if (state.status === 'connected') return this.session
      if (state.status === 'failed') return state.reason
      return state.status === 'connecting' || state.status === 'disconnected' ? null : notConnected()
    }
    return until(this.store, find, {
      clock: this.#client.clock,
      after: requestTimeout,
      reason: () => waitedTooLong(this.store.getState()),
    })
  }

  #connect(): void {
    if (this.session !== null) return this.session.connect()
    if (this.#closing !== null) return
    try {
      this.session = this.#client.open()
      this.#apply({ type: 'opened' })
      this.#client.sessionOpened(this.session)
      this.session.connect()
    } catch (error) {
      if (!RealtimeError.isInstance(error)) throw error
      this.#apply({ type: 'failed', reason: error })
    }
  }

  #close(): Promise<void> {
    this.#closing ??= this.#goodbye()
    return this.#closing
  }

  async #goodbye(): Promise<void> {
    const { session } = this
    this.session = null
    this.#apply({ type: 'close-called' })
    await session?.close()
    this.#closing = null
    this.#apply({ type: 'closed' })
    if (this.#need.held) this.#connect()
    else if (this.#need.wanted) this.need()
  }

  #apply(event: ConnectionEvent): void {
    const previous = this.#slices.get('connection')
    const next = step(previous, event)
    if (next === previous) return
    const { clock, settings } = this.#client
    if (next.status !== 'disconnected') clock.clearTimeout(this.#lostTimer)
    else if (previous.status !== 'disconnected') {
      this.#lostTimer = clock.setTimeout(() => this.#apply({ type: 'lost-due' }), settings.lostAfter)
    }
    this.#slices.commit({ connection: next })
  }
}

function waitedTooLong(state: ConnectionState): RealtimeError {
  const cause = state.status === 'disconnected' ? state.reason : undefined
  return failure('timeout', `No connection within ${requestTimeout / 1000} s.`, { retryable: true, cause })
}
