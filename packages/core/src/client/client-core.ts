import type {
  AdapterEvent,
  AdapterSession,
  Capabilities,
  Clock,
  Env,
  Logger,
  OccupancyEvent,
  Position,
  Random,
  RealtimeError,
  UserInfo,
} from '@herenow/adapter'
import type { ChannelRegistry } from '../channel/channel-registry.ts'
import { createChannelRegistry } from '../channel/channel-registry.ts'
import type { ConnectionRunner } from '../connection/connection-runner.ts'
import { createConnectionRunner } from '../connection/connection-runner.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { consoleLogger } from '../env/console-logger.ts'
import { defaultEnv } from '../env/default-env.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { Pacer } from '../store/pacer.ts'
import { createPacer } from '../store/pacer.ts'
import type { ClientOptions } from './client.ts'
import { anonymousId, checkClientId } from './identity.ts'
import { handled } from './problems.ts'
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
  readonly occupancy: Listeners<[OccupancyEvent]>
  /** Something needs the connection. */
  readonly need: ConnectionRunner['need']
  /** The connected session; waits for it, rejects when it can't be had. */
  readonly connected: ConnectionRunner['connected']
  /** Somewhere a message began or ended waiting. */
  onOutboxChanged: (() => void) | null = null
  /** Who we are, once known. */
  clientId: string | null
  info: UserInfo | null
  /** The open session, connected or not. */
  session: AdapterSession | null = null
  /** The client was closed for good. */
  ended = false
  readonly #options: ClientOptions
  readonly #env: Env
  /** The newest session, open or not: it still knows how its positions compare. */
  #latest: AdapterSession | null = null

  constructor(options: ClientOptions) {
    this.#options = options
    this.#env = { ...defaultEnv(), ...options.env }
    this.clock = this.#env.clock
    this.random = this.#env.random
    this.capabilities = options.adapter.capabilities
    this.settings = toSettings(options)
    this.clientId = checkClientId(options.clientId)
    this.info = options.info ?? null
    this.log = options.log ?? consoleLogger()
    this.errors = createListeners((error) => this.log.error(error.message, error))
    this.occupancy = createListeners(this.report)
    this.pacer = createPacer(this.clock)
    this.channels = createChannelRegistry(this)
    this.runner = createConnectionRunner(this)
    this.need = this.runner.need
    this.connected = this.runner.connected
    this.runner.store.subscribe((state, previous) => this.#follow(state, previous))
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

  /** What goes wrong before anything is asked is reported, as nobody may be waiting, and rejects. */
  attempt<T>(work: () => Promise<T>, toError: (thrown: unknown) => RealtimeError): Promise<T> {
    try {
      return work()
    } catch (thrown) {
      const reason = toError(thrown)
      this.report(reason)
      return handled(Promise.reject(reason))
    }
  }

  async close(): Promise<void> {
    this.ended = true
    const ending = this.runner.close()
    for (const channel of this.channels.all()) channel.end()
    await ending
    this.pacer.close()
    this.errors.clear()
  }

  /** Opens a new session. Throws when the adapter's options are unusable. */
  open(): AdapterSession {
    const { adapter, token } = this.#options
    if (this.clientId === null && token === undefined) this.clientId = anonymousId(this.#env)
    let session: AdapterSession | undefined = undefined
    session = adapter.open({
      clientId: this.clientId,
      info: this.info,
      failFast: this.settings.failFast,
      token: (request) => fetchToken(token, request),
      env: this.#env,
      log: this.log,
      emit: (events) =>
        this.pacer.batch(() => {
          // A session that was replaced or closed, perhaps by a listener in the middle of a frame, has nothing more to say.
          for (const event of events) if (session === this.session) this.#hand(event)
        }),
    })
    this.session = session
    this.#latest = session
    return session
  }

  /** Orders positions, also after the connection was closed. -1: `a` stands before `b`. `null`: can't be compared. */
  compare(channel: string, a: Position, b: Position): -1 | 0 | 1 | null {
    return this.#latest?.compare(channel, a, b) ?? null
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
        return this.occupancy.emit(event)
      case 'error':
        return this.report(event.error)
      default:
        return this.channels.inUse(event.channel)?.receive(event)
    }
  }

  #follow(state: ConnectionState, previous: ConnectionState): void {
    for (const channel of this.channels.all()) channel.connectionChanged(state)
    if (state.status === 'failed' && previous.status !== 'failed') this.report(state.reason)
  }
}
