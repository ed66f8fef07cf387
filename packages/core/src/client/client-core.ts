import type {
  Adapter,
  AdapterEvent,
  AdapterSession,
  Capabilities,
  Clock,
  Env,
  Logger,
  Position,
  Random,
  RealtimeError,
  UserInfo,
} from '@herenow/adapter'
import { ChannelRegistry } from '../channel/channel-registry.ts'
import { ConnectionRunner } from '../connection/connection-runner.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { consoleLogger } from '../env/console-logger.ts'
import { defaultEnv } from '../env/default-env.ts'
import { Listeners } from '../store/listeners.ts'
import { Pacer } from '../store/pacer.ts'
import type { ClientExtension } from './client-extension.ts'
import type { ClientOptions, TokenOption } from './client.ts'
import { anonymousId, checkClientId } from './identity.ts'
import type { Settings } from './settings.ts'
import { toSettings } from './settings.ts'
import { fetchToken } from './token-source.ts'

/** Puts a client's parts together, gives them what they share, and hands them the session's events. */
export class ClientCore {
  readonly clock: Clock
  readonly random: Random
  readonly capabilities: Capabilities
  readonly settings: Settings
  readonly pacer: Pacer
  readonly log: Logger
  readonly runner: ConnectionRunner
  readonly channels: ChannelRegistry
  readonly errors: Listeners<[RealtimeError]>
  readonly extensions: Set<ClientExtension> = new Set<ClientExtension>()
  /** Somewhere a message began or ended waiting. */
  onOutboxChanged: (() => void) | null = null
  /** Who we are, once known. */
  clientId: string | null
  info: UserInfo | null
  readonly #adapter: Adapter
  readonly #token: TokenOption | undefined
  readonly #env: Env
  /** The newest session, open or not: it still knows how its positions compare. */
  #latest: AdapterSession | null = null

  constructor(options: ClientOptions) {
    this.#adapter = options.adapter
    this.#token = options.token
    this.#env = { ...defaultEnv(), ...options.env }
    this.clock = this.#env.clock
    this.random = this.#env.random
    this.capabilities = this.#adapter.capabilities
    this.settings = toSettings(options)
    this.clientId = checkClientId(options.clientId)
    this.info = options.info ?? null
    this.log = options.log ?? consoleLogger()
    this.errors = new Listeners<[RealtimeError]>((error) => this.log.error(error.message, error))
    this.pacer = new Pacer(this.clock)
    this.channels = new ChannelRegistry(this)
    this.runner = new ConnectionRunner(this)
    this.runner.store.subscribe((state, previous) => this.#follow(state, previous))
  }

  /** The open session, connected or not. */
  get session(): AdapterSession | null {
    return this.runner.session
  }

  get isConnected(): boolean {
    return this.runner.store.getState().status === 'connected'
  }

  /** Something besides leases keeps the connection: a channel attached by hand, or a message under way. */
  get isBusy(): boolean {
    return this.channels.all().some((channel) => channel.attachment.need.held || !channel.outbox.isEmpty)
  }

  /** Tells whoever listens for errors; the log when nobody does. */
  readonly report = (error: RealtimeError): void => {
    if (this.errors.size > 0) this.errors.emit(error)
    else this.log.warn(error.message, error)
  }

  /** Something needs the connection. */
  need(): void {
    this.runner.need()
  }

  /** The connected session; waits for it, rejects when it can't be had. */
  connected(): Promise<AdapterSession> {
    return this.runner.connected()
  }

  async close(): Promise<void> {
    const ending = this.runner.end()
    for (const part of [...this.channels.all(), ...this.extensions]) part.end()
    await ending
    this.pacer.close()
    this.errors.clear()
  }

  /** Opens a new session. Throws when the adapter's options are unusable. */
  open(): AdapterSession {
    if (this.clientId === null && this.#token === undefined) this.clientId = anonymousId(this.#env)
    let session: AdapterSession | null = null
    session = this.#adapter.open({
      clientId: this.clientId,
      info: this.info,
      failFast: this.settings.failFast,
      token: (request) => fetchToken(this.#token, request),
      env: this.#env,
      log: this.log,
      emit: (events) => {
        if (session !== null) this.#dispatch(session, events)
      },
    })
    this.#latest = session
    return session
  }

  /** Orders positions, also after the connection was closed. -1: `a` stands before `b`. `null`: can't be compared. */
  compare(channel: string, a: Position, b: Position): -1 | 0 | 1 | null {
    return this.#latest?.compare(channel, a, b) ?? null
  }

  /** Called with each new session before it connects. */
  sessionOpened(session: AdapterSession): void {
    for (const part of [...this.extensions, ...this.channels.all()]) part.sessionOpened(session)
  }

  #dispatch(session: AdapterSession, events: readonly AdapterEvent[]): void {
    this.pacer.batch(() => {
      // A session that was replaced or closed, perhaps by a listener in the middle of a frame, has nothing more to say.
      for (const event of events) if (session === this.session) this.#hand(event)
    })
  }

  #hand(event: AdapterEvent): void {
    switch (event.type) {
      case 'connection':
        if (event.state.status === 'connected') {
          this.clientId = event.state.clientId
          this.info = event.state.info
        }
        return this.runner.follow(event.state)
      case 'occupancy':
        for (const extension of this.extensions) extension.occupancy(event)
        return
      case 'error':
        return this.report(event.error)
      default:
        return this.channels.inUse(event.channel)?.receive(event)
    }
  }

  #follow(state: ConnectionState, previous: ConnectionState): void {
    for (const channel of this.channels.all()) channel.connectionChanged(state)
    if (state.status === 'connected') for (const extension of this.extensions) extension.connected()
    if (state.status === 'failed' && previous.status !== 'failed') this.report(state.reason)
  }
}
