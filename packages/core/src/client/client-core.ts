import type { AdapterEvent, OccupancyEvent, RealtimeError } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { createChannelCore } from '../channel/channel-core.ts'
import type { ChannelOptions } from '../channel/channel-options.ts'
import type { ChannelRegistry } from '../channel/channel-registry.ts'
import { createChannelRegistry } from '../channel/channel-registry.ts'
import type { Channel } from '../channel/channel.ts'
import type { ConnectionRunner } from '../connection/connection-runner.ts'
import { createConnectionRunner } from '../connection/connection-runner.ts'
import { consoleLogger } from '../env/console-logger.ts'
import { resolveEnv } from '../env/default-env.ts'
import { copyInfo } from '../message/payload-checks.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import { createPacer } from '../store/pacer.ts'
import type { ClientOptions } from './client.ts'
import type { ClientBasics, ClientServices, CurrentSession } from './client-services.ts'
import { createErrorReports } from './error-reports.ts'
import { guardedEnv, guardedLogger } from './guarded-env.ts'
import { checkClientId } from './identity.ts'
import { createSessionOpener } from './session-opener.ts'
import { toSettings } from './settings.ts'
import { createTokenRefresh } from './token-refresh.ts'

/** A client as the kit's own stores know it. */
export interface ClientCore extends ClientServices {
  readonly connection: ConnectionRunner
  readonly channels: ChannelRegistry<ChannelCore>
  readonly errors: Listeners<[RealtimeError]>
  readonly occupancy: Listeners<[OccupancyEvent]>
  /** The shared channel of this name. Throws `invalid_argument` when the name can't be a channel's. */
  channel(name: string, options: ChannelOptions | undefined): Channel
  /** Fetches a new token and has the service go by it. */
  readonly refreshToken: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Builds the parts of a client, each before those that need it, and hands them what a session tells. No part knows
 * another but by the functions that it is given here.
 */
export function createClientCore(options: ClientOptions): ClientCore {
  const { adapter, token } = options
  const log = guardedLogger(options.log ?? consoleLogger())
  const reports = createErrorReports(log)
  const { listeners: errors, report } = reports
  const env = guardedEnv(resolveEnv(options.env), report)
  const { clock, random } = env
  const pacer = createPacer(clock, report)
  const basics: ClientBasics = {
    clock,
    random,
    settings: toSettings(options),
    mostCapabilities: adapter.capabilities,
    pacer,
    log,
    report,
  }
  const current: CurrentSession = {
    session: null,
    clientId: checkClientId(options.clientId),
    info: options.info === undefined ? null : copyInfo(options.info),
    capabilities: adapter.capabilities,
    batch: 0,
  }
  const channels = createChannelRegistry<ChannelCore>(clock)
  const occupancy = createListeners<[OccupancyEvent]>(report)
  const opener = createSessionOpener({ adapter, token, env, basics, report, current, connectionState, receive })
  const connection = createConnectionRunner({
    basics,
    current,
    open() {
      reports.renew()
      return opener.open()
    },
    onOpened: () => channels.all().forEach((channel) => channel.sessionOpened()),
    isBusy: () => channels.all().some(({ isBusy }) => isBusy),
  })
  const isConnected = (): boolean => connectionState().status === 'connected'
  const tokens = createTokenRefresh({
    token,
    report,
    session: () => (isConnected() ? current.session : null),
    connected: connection.connected,
    onTaken: askAgain,
  })

  function connectionState(): ReturnType<typeof connection.store.getState> {
    return connection.store.getState()
  }

  function askAgain(): void {
    for (const channel of channels.all()) channel.askAgain()
  }

  function receive(event: AdapterEvent, batch: number): void {
    switch (event.type) {
      case 'connection':
        return connection.follow(event.state)
      case 'token':
        return askAgain()
      case 'occupancy':
        return occupancy.emit(event)
      case 'error':
        return report(event.error)
      case 'channel':
      case 'attached':
      case 'message':
      case 'gap':
      case 'signal':
      case 'presence':
      case 'presence-interval':
      case 'presence-snapshot':
      case 'presence-hidden':
      case 'presence-refused':
        return channels.find(event.channel)?.receive(event, batch)
      default:
        return assertNever(event)
    }
  }

  const client: ClientCore = {
    ...basics,
    get session() {
      return current.session
    },
    get clientId() {
      return current.clientId
    },
    get info() {
      return current.info
    },
    get capabilities() {
      return current.capabilities
    },
    get batch() {
      return current.batch
    },
    get ended() {
      return connection.ended
    },
    get isConnected() {
      return isConnected()
    },
    get isShut() {
      return connection.isShut
    },
    connectionState,
    unavailable: connection.unavailable,
    needConnection: connection.needConnection,
    connected: connection.connected,
    compare: opener.compare,
    lacksRight: tokens.lacksRight,
    outboxChanged: createListeners(report),
    connection,
    channels,
    errors,
    occupancy,
    channel(name, channelOptions) {
      const channel = channels.get(name, () => createChannelCore(client, channels, name))
      if (channelOptions) channel.propose(channelOptions)
      return channel.public
    },
    refreshToken: tokens.now,
    async close() {
      const ending = connection.end()
      for (const channel of channels.all()) channel.end()
      await ending
      pacer.close()
      errors.clear()
    },
  }
  connection.store.subscribe((state, previous) => {
    for (const channel of channels.all()) channel.connectionChanged(state)
    if (state.status === 'failed' && previous.status !== 'failed') report(state.reason)
  })
  return client
}
