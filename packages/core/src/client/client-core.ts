import type { AdapterEvent, AdapterSession, Env, Logger, RealtimeError, UserInfo } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { ChannelRegistry } from '../channel/channel-registry.ts'
import { ConnectionRunner } from '../connection/connection-runner.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { consoleLogger } from '../env/console-logger.ts'
import { defaultEnv } from '../env/default-env.ts'
import { createOccupancyView } from '../occupancy/create-occupancy-view.ts'
import type { OccupancyView, OccupancyViewQuery } from '../occupancy/occupancy-view.ts'
import { OccupancyWatches } from '../occupancy/occupancy-watches.ts'
import { Listeners } from '../store/listeners.ts'
import { Pacer } from '../store/pacer.ts'
import type { ClientOptions } from './client.ts'
import { anonymousId, checkClientId } from './identity.ts'
import { clientClosed } from './problems.ts'
import type { Settings } from './settings.ts'
import { toSettings } from './settings.ts'
import { createTokenSource } from './token-source.ts'

/** Puts a client's parts together, and hands the session's events to those they concern. */
export class ClientCore {
  readonly runner: ConnectionRunner
  readonly channels: ChannelRegistry
  readonly errors: Listeners<[RealtimeError]>
  readonly #options: ClientOptions
  readonly #settings: Settings
  readonly #env: Env
  readonly #log: Logger
  readonly #pacer: Pacer
  readonly #watches: OccupancyWatches
  readonly #views = new Map<string, OccupancyView>()
  #clientId: string | null
  #info: UserInfo | null

  constructor(options: ClientOptions) {
    this.#options = options
    this.#settings = toSettings(options)
    this.#clientId = checkClientId(options.clientId)
    this.#info = options.info ?? null
    this.#env = { ...defaultEnv(), ...options.env }
    this.#log = options.log ?? consoleLogger()
    this.errors = new Listeners<[RealtimeError]>((error) => this.#log.error(error.message, error))
    this.#pacer = new Pacer(this.#env.clock)
    this.runner = new ConnectionRunner({
      clock: this.#env.clock,
      report: this.report,
      settings: this.#settings,
      open: () => this.#open(),
      onSession: (session) => this.#onSession(session),
      isBusy: () => this.channels.cores().some((core) => core.attachment.isHeld || core.publisher.isBusy),
    })
    this.runner.store.subscribe((state, previous) => this.#follow(state, previous))
    this.channels = new ChannelRegistry({
      clock: this.#env.clock,
      createContext: (name, life) => this.#createContext(name, life),
      warn: (message) => this.#log.warn(message),
    })
    this.#watches = new OccupancyWatches(() => this.runner.session, this.#pacer)
  }

  get clientId(): string | null {
    return this.#clientId
  }

  get info(): UserInfo | null {
    return this.#info
  }

  /** Tells whoever listens for errors; the log when nobody does. */
  readonly report = (error: RealtimeError): void => {
    if (this.errors.size > 0) this.errors.emit(error)
    else this.#log.warn(error.message, error)
  }

  async whereNow(clientId: string | undefined): Promise<readonly string[]> {
    const session = await this.runner.connected()
    return session.whereNow(clientId ?? this.#clientId ?? '')
  }

  occupancy(query: OccupancyViewQuery): OccupancyView {
    const { channels, includeMembers = false, includeState = false, live = true } = query
    const key = JSON.stringify([channels && [...channels].sort(), includeMembers, includeState, live])
    const known = this.#views.get(key)
    if (known !== undefined) return known
    const view = createOccupancyView({
      query,
      capabilities: this.#options.adapter.capabilities,
      clock: this.#env.clock,
      lingerMs: this.#settings.lingerMs,
      pacer: this.#pacer,
      report: this.report,
      watches: this.#watches,
      connected: () => this.runner.connected(),
      onIdle: () => this.#views.delete(key),
    })
    this.#views.set(key, view)
    return view
  }

  async close(): Promise<void> {
    const ending = this.runner.end()
    for (const core of this.channels.cores()) core.end()
    await ending
    this.#pacer.close()
    this.errors.clear()
  }

  #open(): AdapterSession {
    const { adapter, token } = this.#options
    if (this.#clientId === null && token === undefined) this.#clientId = anonymousId(this.#env)
    let session: AdapterSession | null = null
    session = adapter.open({
      clientId: this.#clientId,
      info: this.#info,
      failFast: this.#settings.failFast,
      token: createTokenSource(token),
      env: this.#env,
      log: this.#log,
      // A session that was replaced or closed has nothing more to say.
      emit: (events) => {
        if (session !== null && session === this.runner.session) this.#dispatch(events)
      },
    })
    return session
  }

  #dispatch(events: readonly AdapterEvent[]): void {
    this.#pacer.batch(() => {
      for (const event of events) this.#hand(event)
    })
  }

  #hand(event: AdapterEvent): void {
    switch (event.type) {
      case 'connection':
        if (event.state.status === 'connected') {
          this.#clientId = event.state.clientId
          this.#info = event.state.info
        }
        return this.runner.follow(event.state)
      case 'occupancy':
        return this.#watches.receive(event)
      case 'error':
        return this.report(event.error)
      default:
        return this.channels.core(event.channel)?.receive(event)
    }
  }

  #onSession(session: AdapterSession | null): void {
    if (session === null) return
    this.#watches.send()
    for (const core of this.channels.cores()) core.sessionOpened(session)
  }

  #follow(state: ConnectionState, previous: ConnectionState): void {
    for (const core of this.channels.cores()) {
      if (state.status === 'connected') core.connected()
      else if (state.status === 'closed') core.connectionClosed()
      else if (state.status === 'failed') core.connectionFailed(state.reason)
      else if (state.status === 'disconnected' && state.lost) core.connectionLost(state.reason)
    }
    if (state.status === 'failed' && previous.status !== 'failed') this.report(state.reason)
  }

  #createContext(
    name: string,
    life: Pick<ChannelContext, 'onAttach' | 'onDetached'> & { onNeed(): void },
  ): ChannelContext {
    const { runner } = this
    return {
      name,
      clock: this.#env.clock,
      random: this.#env.random,
      capabilities: this.#options.adapter.capabilities,
      settings: this.#settings,
      pacer: this.#pacer,
      report: this.report,
      clientId: () => this.#clientId,
      info: () => this.#info,
      session: () => runner.session,
      isConnected: () => runner.store.getState().status === 'connected',
      connected: () => runner.connected(),
      need: () => {
        if (runner.ended) throw clientClosed()
        life.onNeed()
        runner.need()
      },
      onAttach: life.onAttach,
      onDetached: life.onDetached,
    }
  }
}
