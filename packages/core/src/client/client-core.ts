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
import { copyInfo } from '../message/payload-checks.ts'
import { resolveEnv } from '../env/default-env.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { Pacer } from '../store/pacer.ts'
import { createPacer } from '../store/pacer.ts'
import type { Report } from '../store/report.ts'
import type { ClientOptions } from './client.ts'
import { createErrorReports } from './error-reports.ts'
import { guardedEnv, guardedLogger } from './guarded-env.ts'
import { anonymousId, checkClientId } from './identity.ts'
import { clientClosed, connectionShut, failure, handled, toRealtimeError } from './problems.ts'
import type { Settings } from './settings.ts'
import { toSettings } from './settings.ts'
import { fetchToken } from './token-source.ts'

/** Puts a client's parts together, gives them what they share, and hands them the session's events. */
export interface ClientCore {
  readonly clock: Clock
  readonly random: Random
  /** The adapter's, with the sizes that the service has told. */
  capabilities: Capabilities
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
  /** The connection was closed by hand, and only `connect` opens it again. */
  readonly isShut: boolean
  /** Why a connection won't come by itself; `null` when it may. */
  unavailable(): RealtimeError | null
  /** The service refused a channel for lack of a right: a new token may have it. */
  lacksRight(channel: string): void
  /** Fetches a new token and has the service go by it. */
  readonly refreshToken: () => Promise<void>
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
  const { adapter, token } = options
  const log = guardedLogger(options.log ?? consoleLogger())
  const reports = createErrorReports(log)
  const { listeners: errors, report } = reports
  const env = guardedEnv(resolveEnv(options.env), report)
  const { clock, random } = env
  const settings = toSettings(options)
  const pacer = createPacer(clock, report)
  /** The newest session, open or not: it still knows how its positions compare. */
  let latest: AdapterSession | undefined
  let ended = false
  /** A token is being fetched because a channel was refused. */
  let isRefreshing = false

  /** Runs `work`, whose failure nobody waits for, and reports it. */
  async function settle(work: () => Promise<unknown>, doing: string): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      const error = toRealtimeError(thrown, doing)
      if (error.code !== 'connection_closed') report(error)
    }
  }

  function tokenTaken(): void {
    for (const channel of channels.all()) channel.askAgain()
  }

  function hand(event: AdapterEvent): void {
    switch (event.type) {
      case 'connection':
        return runner.follow(event.state)
      case 'token':
        return tokenTaken()
      case 'occupancy':
        return client.occupancy.emit(event)
      case 'error':
        return report(event.error)
      default:
        return channels.find(event.channel)?.receive(event)
    }
  }

  /** One event that can't be taken must not keep the rest of its frame from us. */
  function take(event: AdapterEvent): void {
    try {
      hand(event)
    } catch (thrown) {
      report(toRealtimeError(thrown, `Taking an event (${event.type})`))
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
    info: options.info === undefined ? null : copyInfo(options.info),
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
    get isShut() {
      return runner.isShut
    },
    unavailable() {
      if (ended) return clientClosed()
      if (runner.isShut) return connectionShut()
      const state = runner.store.getState()
      return state.status === 'failed' ? state.reason : null
    },
    lacksRight(channel) {
      const { session } = client
      if (isRefreshing || !client.isConnected || typeof token !== 'function' || !session?.refreshToken) return
      isRefreshing = true
      void settle(async () => session.refreshToken?.({ reason: 'forbidden', channel }), 'Refreshing the token').then(
        () => (isRefreshing = false),
      )
    },
    async refreshToken() {
      const session = await client.connected()
      if (!session.refreshToken) throw failure('unsupported', 'This service knows no tokens.')
      await session.refreshToken()
      tokenTaken()
    },
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
      reports.renew()
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
            for (const event of events) if (session === client.session) take(event)
          }),
      })
      client.session = latest = session
      return session
    },
    compare(channel, a, b) {
      try {
        return latest?.compare(channel, a, b) ?? null
      } catch (thrown) {
        report(toRealtimeError(thrown, 'Comparing positions'))
        return null
      }
    },
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
