import type { AdapterSession, Clock, SessionState, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { clientClosed, notConnected } from '../client/problems.ts'
import type { Settings } from '../client/settings.ts'
import { requestTimeout } from '../client/settings.ts'
import type { Report } from '../store/report.ts'
import { SlicedStore } from '../store/sliced-store.ts'
import type { Release, Store } from '../store/store.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'
import { Need } from './need.ts'

export interface ConnectionRunnerOptions {
  readonly clock: Clock
  readonly report: Report
  readonly settings: Settings
  /** Opens a new session, whose events come back through `follow`. Throws when the adapter's options are unusable. */
  readonly open: () => AdapterSession
  /** Called with each new session before it connects, and with `null` once it is closed or has failed. */
  readonly onSession: (session: AdapterSession | null) => void
  /** Something besides leases keeps the connection: a channel attached by hand, or a message under way. */
  readonly isBusy: () => boolean
}

/** Performs the connection: holds the one session, the timers and the leases. */
export class ConnectionRunner {
  readonly store: Store<ConnectionState>
  readonly #options: ConnectionRunnerOptions
  readonly #slices: SlicedStore<{ connection: ConnectionState }>
  readonly #need: Need
  #session: AdapterSession | null = null
  #lostTimer: Timer = null
  #stayClosed = false
  #ended = false
  #closing: Promise<void> | null = null

  constructor(options: ConnectionRunnerOptions) {
    this.#options = options
    this.#slices = new SlicedStore<{ connection: ConnectionState }>(
      { connection: { status: 'initialized' } },
      options.report,
    )
    this.store = this.#slices.view('connection')
    this.#need = new Need(options.clock, options.settings.lingerMs, () => this.#closeWhenIdle())
  }

  get session(): AdapterSession | null {
    return this.#session
  }

  get ended(): boolean {
    return this.#ended
  }

  /** What the session says. */
  follow(state: SessionState): void {
    this.#apply({ type: 'session', state, at: this.#options.clock.date() })
    if (state.status === 'failed' || state.status === 'closed') this.#drop()
  }

  /** Connects if nobody has said otherwise: the connection is needed. */
  need(): void {
    const { status } = this.store.getState()
    if (!this.#options.settings.autoConnect || this.#stayClosed || this.#ended) return
    if (status === 'initialized' || status === 'closed' || status === 'closing') this.#connect()
  }

  connect(): void {
    if (this.#ended) throw clientClosed()
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
  async end(): Promise<void> {
    this.#ended = true
    await this.close()
  }

  /** The connected session, or the error that tells why there is none. Waits while one is on its way. */
  async connected(): Promise<AdapterSession> {
    this.need()
    const now = this.#verdict(this.store.getState())
    if (now !== null) return settled(now)
    const { clock } = this.#options
    let stop = (): void => {}
    const verdict = await new Promise<AdapterSession | RealtimeError>((resolve) => {
      const timer = clock.setTimeout(() => resolve(waitedTooLong(this.store.getState())), requestTimeout)
      const unsubscribe = this.store.subscribe((state) => {
        const found = this.#verdict(state)
        if (found !== null) resolve(found)
      })
      stop = () => {
        clock.clearTimeout(timer)
        unsubscribe()
      }
    })
    stop()
    return settled(verdict)
  }

  #verdict(state: ConnectionState): AdapterSession | RealtimeError | null {
    if (this.#ended) return clientClosed()
    if (state.status === 'connected') return this.#session
    if (state.status === 'failed') return state.reason
    return state.status === 'connecting' || state.status === 'disconnected' ? null : notConnected()
  }

  #connect(): void {
    if (this.#session !== null) return this.#session.connect()
    if (this.#closing !== null) return
    try {
      const session = this.#options.open()
      this.#session = session
      this.#apply({ type: 'opened' })
      this.#options.onSession(session)
      session.connect()
    } catch (error) {
      if (!RealtimeError.isInstance(error)) throw error
      this.#apply({ type: 'failed', reason: error })
    }
  }

  #closeWhenIdle(): void {
    if (!this.#options.isBusy()) void this.#close()
  }

  #close(): Promise<void> {
    this.#closing ??= this.#goodbye()
    return this.#closing
  }

  async #goodbye(): Promise<void> {
    const session = this.#session
    this.#session = null
    this.#apply({ type: 'close-called' })
    await session?.close()
    this.#closing = null
    this.#apply({ type: 'closed' })
    this.#options.onSession(null)
    if (this.#need.held) this.#connect()
    else if (this.#need.wanted) this.need()
  }

  #drop(): void {
    if (this.#session === null) return
    this.#session = null
    this.#options.onSession(null)
  }

  #apply(event: ConnectionEvent): void {
    const previous = this.#slices.get('connection')
    const next = step(previous, event)
    if (next === previous) return
    const { clock, settings } = this.#options
    if (next.status !== 'disconnected') {
      clock.clearTimeout(this.#lostTimer)
      this.#lostTimer = null
    } else if (previous.status !== 'disconnected') {
      this.#lostTimer = clock.setTimeout(() => this.#apply({ type: 'lost-due' }), settings.lostAfter)
    }
    this.#slices.commit({ connection: next })
  }
}

function settled(verdict: AdapterSession | RealtimeError): AdapterSession {
  if (RealtimeError.isInstance(verdict)) throw verdict
  return verdict
}

function waitedTooLong(state: ConnectionState): RealtimeError {
  return new RealtimeError({
    code: 'timeout',
    message: `No connection within ${requestTimeout / 1000} s.`,
    retryable: true,
    cause: state.status === 'disconnected' ? state.reason : undefined,
  })
}
