import type { AdapterHistoryPage, HereNow, HereNowQuery, HistoryQuery, Member } from '@herenow/adapter'
import type { BroadcastOutcome } from './api/server-broadcast.ts'
import { serverBroadcast } from './api/server-broadcast.ts'
import { serverHistory, serverHistoryRemove, serverMessageRemove } from './api/server-history.ts'
import { Figures } from './api/server-figures.ts'
import type { ServerInfo } from './api/server-info.ts'
import { nodeCounts } from './api/server-info.ts'
import type { DisconnectOptions } from './api/server-kick.ts'
import { serverDisconnect, serverUnsubscribe } from './api/server-kick.ts'
import { serverHereNow, serverPresence } from './api/server-presence.ts'
import type { PublishReceipt, ServerPublishOptions } from './api/server-publish.ts'
import { serverPublish } from './api/server-publish.ts'
import type { RevokeOptions } from './api/server-revoke.ts'
import { serverRevoke } from './api/server-revoke.ts'
import type { ServerConfig } from './config.ts'
import { createServices } from './create-services.ts'
import { Failures } from './env/failures.ts'
import type { GuardedEnv } from './env/guarded-env.ts'
import { guardedEnv } from './env/guarded-env.ts'
import type { LoopWatch } from './env/vitals.ts'
import type { ServerEnv } from './env/server-env.ts'
import { listenAsConfigured } from './events/event-options.ts'
import type { ServerEventListener, ServerEventType } from './events/server-event.ts'
import { Admission } from './http/admission.ts'
import type { Address } from './http/address.ts'
import type { Health, Readiness } from './http/answer-request.ts'
import type { HostServer } from './http/attached-host.ts'
import { Entrance } from './http/entrance.ts'
import type { TlsCertificate } from './http/server-tls.ts'
import { hasMetrics, pathHandlers } from './path-handlers.ts'
import { randomId } from './random-id.ts'
import { refusal } from './refusal.ts'
import type { Server } from './server.ts'
import type { Services } from './services.ts'
import { Acceptor } from './socket/acceptor.ts'
import { comeBackAfter } from './socket/come-back.ts'
import { drainingEnding } from './socket/ending.ts'

type Phase = 'new' | 'starting' | 'listening' | 'closed'

const readinessIn: Readonly<Record<Phase, Readiness>> = {
  new: 'starting',
  starting: 'starting',
  listening: 'ready',
  closed: 'stopping',
}

/** A server in a given environment: what `createServer` makes in the real one. */
export class RunningServer implements Server {
  readonly #env: GuardedEnv
  readonly #services: Services
  readonly #acceptor: Acceptor
  readonly #admission: Admission
  readonly #entrance: Entrance
  #phase: Phase = 'new'
  #starting: Promise<unknown> | null = null
  #closing: Promise<void> | null = null
  #startedAt = 0
  /** Somebody may ask how late its timers are. */
  readonly #watchesLoop: boolean
  #loopWatch: LoopWatch | null = null
  readonly #figures: Figures
  readonly #nodeId: string

  constructor(config: ServerConfig, env: ServerEnv) {
    const failures = new Failures(config.log)
    this.#env = guardedEnv(env, { failed: (error) => failures.report('A timer failed', error) })
    this.#services = createServices(config, this.#env, failures)
    listenAsConfigured(this.#services.events.listeners, config.listeners)
    this.#nodeId = randomId(env.random, 9)
    this.#watchesLoop = hasMetrics(config)
    const { trustedProxies, origins, limits } = config
    this.#admission = new Admission({ limits, hits: this.#services.limitHits })
    this.#acceptor = new Acceptor(this.#services, {
      origins,
      readsUrl: config.authenticate !== null,
      pages: config.authenticate ? 'same-host' : config.auth ? 'any' : 'same-machine',
      hasOwnPage: config.inspector !== 'off',
      trustedProxies,
      admission: this.#admission,
    })
    const watched = {
      services: this.#services,
      info: () => this.info(),
      queueBytes: () => this.#acceptor.waiting,
      vitals: this.#env.vitals,
    }
    const figures = new Figures(watched)
    this.#figures = figures
    const running = (): Services => this.#running()
    const loop = (): LoopWatch | null => this.#loopWatch
    this.#entrance = new Entrance({
      config,
      failures,
      admission: this.#admission,
      warnings: this.#services.warnings,
      health: () => this.#health(),
      apis: pathHandlers(config, { ...watched, failures, running, figures, loop }),
      requestIds: this.#services.requestIds,
      readiness: () => readinessIn[this.#phase],
      refusalOf: (request) => this.#acceptor.refusalOf(request),
      refuse: (request, stream, refused) => this.#acceptor.refuse(request, stream, refused),
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

  async reloadTls(): Promise<TlsCertificate> {
    this.#running()
    return this.#entrance.reloadTls()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  on<Type extends ServerEventType>(types: Type | readonly Type[], listener: ServerEventListener<Type>): () => void {
    return this.#services.events.listeners.on(types, listener)
  }

  async publish(
    channel: string,
    name: string,
    data: unknown,
    options: ServerPublishOptions = {},
  ): Promise<PublishReceipt> {
    return serverPublish(this.#running(), channel, name, data, options)
  }

  async broadcast(
    channels: readonly string[],
    name: string,
    data: unknown,
    options: ServerPublishOptions = {},
  ): Promise<readonly BroadcastOutcome[]> {
    return serverBroadcast(this.#running(), channels, name, data, options)
  }

  async historyRemove(channel: string): Promise<void> {
    return serverHistoryRemove(this.#running(), channel)
  }

  async messageRemove(channel: string, id: string): Promise<boolean> {
    return serverMessageRemove(this.#running(), channel, id)
  }

  async disconnect(clientId: string, options: DisconnectOptions = {}): Promise<number> {
    return serverDisconnect(this.#running(), clientId, options)
  }

  async unsubscribe(channel: string, clientId: string): Promise<number> {
    return serverUnsubscribe(this.#running(), channel, clientId)
  }

  async revoke(options: RevokeOptions): Promise<number> {
    return serverRevoke(this.#running(), options)
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
    const { connections, uptime } = this.#health()
    const counts = nodeCounts(this.#services, connections, uptime)
    const { failures, webhooks } = this.#services
    const nodes = [{ id: this.#nodeId, ...counts }]
    const refused = this.#admission.refused
    return { ...counts, failures: failures.count, refused, webhooks: webhooks?.infos() ?? [], nodes }
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
    const { clock, engine, random, log, presence, hub, webhooks } = this.#services
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
      await webhooks?.start()
      const result = await letIn()
      this.#startedAt = clock.now()
      if (this.#watchesLoop) this.#loopWatch = this.#env.vitals.watchLoop()
      presence.start()
      this.#phase = 'listening'
      return result
    } catch (error) {
      this.#phase = 'closed'
      await this.#entrance.close()
      await webhooks?.end()
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
    this.#figures.end()
    this.#loopWatch?.end()
    this.#loopWatch = null
    const { random, presence, absences, departures, occupancy, registry, engine, events, webhooks } = this.#services
    const { connections } = this.#acceptor
    events.stop()
    await this.#acceptor.stop(() => drainingEnding(comeBackAfter(connections, random)))
    await this.#entrance.close()
    presence.end()
    absences.close()
    departures.end()
    occupancy.end()
    registry.end((record) => events.disconnected(record, 'stopped'))
    await Promise.all([events.close(), webhooks?.end()])
    await engine.close()
  }

  #running(): Services {
    if (this.#phase === 'listening') return this.#services
    throw refusal('connection_closed', 'The server is not listening.')
  }
}
