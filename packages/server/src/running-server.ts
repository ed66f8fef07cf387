import type { AdapterHistoryPage, HereNow, HereNowQuery, HistoryQuery, Member } from '@herenow/adapter'
import { serverHistory } from './api/server-history.ts'
import { serverHereNow, serverPresence } from './api/server-presence.ts'
import type { PublishReceipt, ServerPublishOptions } from './api/server-publish.ts'
import { serverPublish } from './api/server-publish.ts'
import type { ServerConfig } from './config.ts'
import { createServices } from './create-services.ts'
import { Failures } from './env/failures.ts'
import type { GuardedEnv } from './env/guarded-env.ts'
import { guardedEnv } from './env/guarded-env.ts'
import type { ServerEnv } from './env/server-env.ts'
import { Admission } from './http/admission.ts'
import type { Address } from './http/listener.ts'
import type { Health } from './http/answer-request.ts'
import type { HostServer } from './http/attached-host.ts'
import { Entrance } from './http/entrance.ts'
import { refusal } from './refusal.ts'
import type { Services } from './services.ts'
import { Acceptor } from './socket/acceptor.ts'
import { drainingEnding } from './socket/ending.ts'
import { PacedWarnings } from './socket/paced-warnings.ts'

/** What a server tells about itself. */
export interface ServerInfo {
  /** Sockets with a client on them, or about to say `hello`. */
  readonly connections: number
  /** Channels that somebody is attached to. */
  readonly channels: number
  /** Milliseconds since `listen` or `attach`. */
  readonly uptime: number
  /** How often something failed in the server itself; each time it was logged, and a socket that it concerned closed. */
  readonly failures: number
  /** Connections that were refused because there were too many, in all or of one address. */
  readonly refused: number
}

/** A Herenow server. */
export interface Server {
  /** Starts it. Rejects with a `RealtimeError`, for example when the port is taken. A server listens once in its life. */
  listen(): Promise<Address>
  /**
   * Serves inside an app instead of listening: clients connect to `path`, by default `/realtime`, of `host`. Everything
   * else stays the app's, and `close` leaves `host` running. Throws `invalid_argument` for a path that can't be.
   */
  attach(host: HostServer, options?: { readonly path?: string | undefined }): Promise<void>
  /** Tells every client when to come back, then lets go of everything. May be called at any time and more than once. */
  close(): Promise<void>
  /** Publishes as the server. Resolves when the message is stored. */
  publish(channel: string, name: string, data: unknown, options?: ServerPublishOptions): Promise<PublishReceipt>
  /** Reads stored messages: by default the newest 100, newest first. */
  history(channel: string, query?: Partial<HistoryQuery>): Promise<AdapterHistoryPage>
  /** Who is present in a channel. */
  presence(channel: string): Promise<readonly Member[]>
  /** How many people are in channels, by default in all, and who. */
  hereNow(query?: HereNowQuery): Promise<HereNow>
  /** Names of the channels that somebody is attached to or present in. */
  channels(): Promise<readonly string[]>
  info(): ServerInfo
}

/** Clients come back spread over so many milliseconds for each of them, up to the longest wait. */
const spreadPerClient = 2
const longestSpread = 5_000
/** Nobody comes back sooner: a server takes some time to stop. */
const shortestAbsence = 500

/** A server in a given environment: what `createServer` makes in the real one. */
export class RunningServer implements Server {
  readonly #env: GuardedEnv
  readonly #services: Services
  readonly #acceptor: Acceptor
  readonly #admission: Admission
  readonly #entrance: Entrance
  #phase: 'new' | 'starting' | 'listening' | 'closed' = 'new'
  #starting: Promise<unknown> | null = null
  #closing: Promise<void> | null = null
  #startedAt = 0

  constructor(config: ServerConfig, env: ServerEnv) {
    const failures = new Failures(config.log)
    this.#env = guardedEnv(env, { failed: (error) => failures.report('A timer failed', error) })
    this.#services = createServices(config, this.#env, failures)
    const { trustedProxies, origins, limits } = config
    const { clock } = this.#env
    this.#admission = new Admission({ limits, clock, log: failures.log })
    const warnings = new PacedWarnings(clock, failures.log)
    this.#acceptor = new Acceptor(this.#services, {
      origins,
      pages: config.authenticate ? 'same-host' : config.auth ? 'any' : 'same-machine',
      trustedProxies,
      admission: this.#admission,
      warnings,
    })
    this.#entrance = new Entrance({
      config,
      failures,
      admission: this.#admission,
      warnings,
      health: () => this.#health(),
      isReady: () => this.#phase === 'listening',
      accept: (request, stream, head) => this.#acceptor.accept(request, stream, head),
    })
  }

  async listen(): Promise<Address> {
    this.#assertNew('listen')
    const starting = this.#start(() => this.#entrance.listen())
    this.#starting = starting
    return starting
  }

  async attach(host: HostServer, { path }: { readonly path?: string | undefined } = {}): Promise<void> {
    this.#assertNew('attach')
    this.#entrance.attach(host, path)
    const starting = this.#start(() => Promise.resolve())
    this.#starting = starting
    return starting
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async publish(
    channel: string,
    name: string,
    data: unknown,
    options: ServerPublishOptions = {},
  ): Promise<PublishReceipt> {
    return serverPublish(this.#running(), channel, name, data, options)
  }

  async history(channel: string, query: Partial<HistoryQuery> = {}): Promise<AdapterHistoryPage> {
    return serverHistory(this.#running(), channel, query)
  }

  async presence(channel: string): Promise<readonly Member[]> {
    return serverPresence(this.#running(), channel)
  }

  async hereNow(query: HereNowQuery = {}): Promise<HereNow> {
    return serverHereNow(this.#running(), query)
  }

  async channels(): Promise<readonly string[]> {
    const { hub, table } = this.#running()
    return [...new Set([...hub.channels, ...table.channels()])].sort()
  }

  info(): ServerInfo {
    return { ...this.#health(), failures: this.#services.failures.count, refused: this.#admission.refused }
  }

  #assertNew(method: 'listen' | 'attach'): void {
    if (this.#phase === 'new') return
    const state = this.#phase === 'closed' ? 'closed' : 'listening'
    throw refusal('invalid_argument', `\`${method}()\` was called on a server that is ${state}.`, {
      hint: 'A server listens once: make a new one with `createServer`.',
    })
  }

  #health(): Health {
    const { hub, clock } = this.#services
    return {
      connections: this.#acceptor.connections,
      channels: hub.channels.length,
      uptime: this.#phase === 'listening' ? Math.round(clock.now() - this.#startedAt) : 0,
    }
  }

  async #start<Result>(letIn: () => Promise<Result>): Promise<Result> {
    const { clock, engine, random, log, presence, hub } = this.#services
    const { loop } = this.#env
    this.#phase = 'starting'
    try {
      await engine.open({
        clock,
        random,
        log,
        afterInput: (callback) => loop.afterInput(callback),
        isAttached: (channel) => hub.has(channel),
      })
      const result = await letIn()
      this.#startedAt = clock.now()
      presence.start()
      this.#phase = 'listening'
      return result
    } catch (error) {
      this.#phase = 'closed'
      await this.#entrance.close()
      await engine.close()
      throw error
    }
  }

  async #close(): Promise<void> {
    // Whoever called `listen` hears of its failure; here it only means that nothing is left to close.
    await this.#starting?.catch(() => {})
    const wasListening = this.#phase === 'listening'
    this.#phase = 'closed'
    if (!wasListening) return
    const { random, presence, absences, departures, occupancy, registry, engine } = this.#services
    const spread = Math.min(this.#acceptor.connections * spreadPerClient, longestSpread)
    await this.#acceptor.stop(() => drainingEnding(shortestAbsence + Math.round(random.next() * spread)))
    await this.#entrance.close()
    presence.end()
    absences.close()
    departures.end()
    occupancy.end()
    registry.end()
    await engine.close()
  }

  #running(): Services {
    if (this.#phase === 'listening') return this.#services
    throw refusal('connection_closed', 'The server is not listening.')
  }
}
