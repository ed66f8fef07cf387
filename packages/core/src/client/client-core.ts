import type {
  AdapterEvent,
  AdapterSession,
  Capabilities,
  Clock,
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
import { consoleLogger } from '../env/console-logger.ts'
import { resolveEnv } from '../env/default-env.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { Pacer } from '../store/pacer.ts'
import { createPacer } from '../store/pacer.ts'
import type { Report } from '../store/report.ts'
import type { ClientOptions } from './client.ts'
import { anonymousId, checkClientId } from './identity.ts'
import { handled } from './problems.ts'
import type { Settings } from './settings.ts'
import { toSettings } from './settings.ts'
import { fetchToken } from './token-source.ts'

/** Puts a client's parts together, gives them what they share, and hands them the session's events. */
export interface ClientCore {
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
  /** Somewhere a message began or ended waiting. */
  onOutboxChanged: (() => void) | null
  /** Who we are, once known. */
  clientId: string | null
  info: UserInfo | null
  /** The open session, connected or not. */
  session: AdapterSession | null
  /** The client was closed for good. */
  readonly ended: boolean
  readonly isConnected: boolean
  /** Something besides leases keeps the connection: a channel attached by hand, or a message under way. */
  readonly isBusy: boolean
  /** Tells whoever listens for errors; the log when nobody does. */
  readonly report: Report
  /** What goes wrong before anything is asked is reported, as nobody may be waiting, and rejects. */
  attempt<T>(work: () => Promise<T>, toError: (thrown: unknown) => RealtimeError): Promise<T>
  /** Something needs the connection. */
  need(): void
  /** The connected session; waits for it, rejects when it can't be had. */
  connected(): Promise<AdapterSession>
  /** Opens a new session. Throws when the adapter's options are unusable. */
  open(): AdapterSession
  /** Orders positions, also after the connection was closed. -1: `a` stands before `b`. `null`: can't be compared. */
  compare(channel: string, a: Position, b: Position): -1 | 0 | 1 | null
  readonly close: () => Promise<void>
}

export function createClientCore(options: ClientOptions): ClientCore {
  const { adapter, token, log = consoleLogger() } = options
  const info: UserInfo | null = options.info ? { ...options.info } : null
  const env = resolveEnv(options.env)
  const { clock, random } = env
  const settings = toSettings(options)
  const errors = createListeners<[RealtimeError]>((error) => log.error(error.message, error))
  const pacer = createPacer(clock)
  /** The newest session, open or not: it still knows how its positions compare. */
  let latest: AdapterSession | undefined
  let ended = false

  function report(error: RealtimeError): void {
    if (errors.size > 0) errors.emit(error)
    else log.warn(error.message, error)
  }

  function hand(event: AdapterEvent): void {
    switch (event.type) {
      case 'connection':
        return runner.follow(event.state)
      case 'occupancy':
        return client.occupancy.emit(event)
      case 'error':
        return report(event.error)
      default:
        return channels.find(event.channel)?.receive(event)
    }
  }

  const client: ClientCore = {
    clock,
    random,
    capabilities: adapter.capabilities,
    settings,
    pacer,
    log,
    get runner() {
      return runner
    },
    get channels() {
      return channels
    },
    errors,
    occupancy: createListeners(report),
    onOutboxChanged: null,
    clientId: checkClientId(options.clientId),
    info,
    session: null,
    get ended() {
      return ended
    },
    get isConnected() {
      return runner.store.getState().status === 'connected'
    },
    get isBusy() {
      return channels.all().some(({ attachment, outbox }) => attachment.need.held || !outbox.isEmpty)
    },
    report,
    attempt(work, toError) {
      try {
        return work()
      } catch (thrown) {
        const reason = toError(thrown)
        report(reason)
        return handled(Promise.reject(reason))
      }
    },
    need: () => runner.need(),
    connected: () => runner.connected(),
    open() {
      if (client.clientId === null && token === undefined) client.clientId = anonymousId(env)
      let session: AdapterSession | undefined = undefined
      session = adapter.open({
        clientId: client.clientId,
        info: client.info,
        failFast: settings.failFast,
        token: (request) => fetchToken(token, request, runner.store.getState()),
        env,
        log,
        emit: (events) =>
          pacer.batch(() => {
            // A session that was replaced or closed, perhaps by a listener in the middle of a frame, has nothing more to say.
            for (const event of events) if (session === client.session) hand(event)
          }),
      })
      client.session = latest = session
      return session
    },
    compare: (channel, a, b) => latest?.compare(channel, a, b) ?? null,
    async close() {
      ended = true
      const ending = runner.close()
      for (const channel of channels.all()) channel.end()
      await ending
      pacer.close()
      errors.clear()
    },
  }
  const channels = createChannelRegistry(client)
  const runner = createConnectionRunner(client)
  runner.store.subscribe((state, previous) => {
    for (const channel of channels.all()) channel.connectionChanged(state)
    if (state.status === 'failed' && previous.status !== 'failed') report(state.reason)
  })
  return client
}
