import type { AdapterContext, AdapterSession } from '@herenow/adapter'
import {
  comparePositions,
  createEventBatch,
  createSdkCalls,
  notConnected,
  RealtimeError,
  sessionClosed,
} from '@herenow/adapter'
import type { Centrifuge, Options } from 'centrifuge'
import { createConnection } from './connection/runner.ts'
import { hereNow, present } from './here-now.ts'
import type { HintName } from './hints.ts'
import { history, lastMessages } from './history.ts'
import { createPublish } from './publish.ts'
import { createReading } from './received.ts'
import { requestError, tooLarge, unreadable, unsupported } from './service-error.ts'
import { createSessionChannels } from './session-channels.ts'
import { createSubscribe } from './subscribe.ts'
import { createTokenRenewal } from './token-renewal.ts'
import { createChannelTokens } from './channel-tokens.ts'
import { nativeChannel } from './native-channel.ts'

/** A channel of a namespace that nobody has: Centrifugo answers that at once, with a refusal. */
const nobodysChannel = 'herenow-ping:herenow-ping'

/** UTF-8 bytes of a frame that are left for what stands beside a message's data: its id, name and meta. */
const besideData = 4_096

export interface SessionOptions {
  readonly makeClient: (needed: Pick<Options, 'getToken'>) => Centrifuge
  /** UTF-8 bytes that the server takes in one frame. */
  readonly maxFrameBytes: number
}

export function maxMessageBytes(maxFrameBytes: number): number {
  return maxFrameBytes - besideData
}

/** One user's connection to Centrifugo, through an SDK of its own. */
export function openSession(context: AdapterContext, { makeClient, maxFrameBytes }: SessionOptions): AdapterSession {
  const { clock, random } = context.env
  const events = createEventBatch((emitted) => context.emit(emitted))
  const client = makeClient({ getToken: () => connection.tokenForSdk() })
  const isConnected = (): boolean => connection.status === 'connected'
  const { ask, drop } = createSdkCalls({
    isConnected,
    errorOf: requestError,
    onSilence: () => connection.giveUp('Centrifugo did not answer in time'),
  })
  const reading = createReading({ random, now: () => clock.date(), self: () => connection.self })
  const asking = { client, ask, reading }
  const tokens = createChannelTokens({ askForToken: (wish) => connection.askForToken(wish) })
  const channels = createSessionChannels({
    events,
    reading,
    isConnected,
    subscribe: createSubscribe({ client, during: (work) => events.during(work), tokenOf: tokens.of }),
    present: (channel) => present(asking, channel),
    last: (channel, position, limit) => lastMessages(asking, channel, position, limit).catch(tellError),
    fence,
  })
  const publish = createPublish({
    clock,
    client,
    ask,
    isConnected,
    maxFrameBytes,
    maxMessageBytes: maxMessageBytes(maxFrameBytes),
  })
  const connection = createConnection({
    context,
    events,
    client,
    probe: fence,
    onConnected: channels.onConnected,
    onDown(fault) {
      drop(fault === 'reading' ? unreadable() : undefined, fault === 'size' ? tooLarge() : undefined)
      channels.onDown(fault)
    },
    onFailed: channels.fail,
  })
  const renewToken = createTokenRenewal({
    askForToken: connection.askForToken,
    channelTokens: tokens,
    replaceToken: connection.replaceToken,
    onRenewed: () => events.add({ type: 'token' }),
  })
  let closed = false
  client.on('connected', (it) => connection.on.connected(it.client))
  client.on('connecting', ({ code, reason }) => connection.on.connecting(code, reason))
  client.on('disconnected', ({ code, reason }) => connection.on.disconnected(code, reason))
  client.on('error', ({ type, error }) => connection.on.error(type, error))

  /** Resolves with the first answer that comes, whatever it says. */
  async function fence(): Promise<void> {
    await ask(() => client.history(nobodysChannel, { limit: 0 })).catch((error: unknown) => {
      if (!isAnswer(error)) throw error
    })
  }

  function tellError(thrown: unknown): readonly [] {
    if (isAnswer(thrown)) events.add({ type: 'error', error: thrown })
    return []
  }

  /** After `close` no wish would ever come true. */
  function wish<T>(make: () => Promise<T>): Promise<T> {
    return closed ? Promise.reject(sessionClosed()) : make()
  }

  const refused = (what: string, why: HintName) => (): Promise<never> => Promise.reject(unsupported(what, why))
  const noEntering = refused('Being present is not asked for here.', 'withAttach')

  return {
    connect: connection.connect,
    close() {
      closed = true
      connection.close()
      channels.fail(sessionClosed())
      return Promise.resolve()
    },
    async ping() {
      const start = clock.now()
      await fence()
      return clock.now() - start
    },
    refreshToken: (request) => wish(() => renewToken(request ?? { reason: 'expiring' })),
    attach: (channel, options) => wish(() => channels.attach(channel, options)),
    detach: channels.detach,
    publish,
    async signal(channel) {
      nativeChannel(channel)
      if (!isConnected()) throw notConnected()
      throw unsupported('There are no signals here.', 'signals', channel)
    },
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: noEntering,
      update: refused('Presence has no state here.', 'state'),
      leave: noEntering,
      get: (channel) => present(asking, channel),
    },
    history: (channel, query) => history(asking, channel, query),
    hereNow: (query) => hereNow(asking, query),
    whereNow: refused('Nobody can be looked for here.', 'global'),
    watchOccupancy(watch) {
      if (watch.channels.length === 0 && !watch.all) return
      events.add({ type: 'error', error: unsupported('Occupancy can not be watched here.', 'occupancy') })
    },
  }
}

/** The service has answered, if only with a refusal. */
function isAnswer(thrown: unknown): thrown is RealtimeError {
  return RealtimeError.isInstance(thrown) && thrown.origin === 'server'
}
