import type { AdapterContext, AdapterSession } from '@herenow/adapter'
import { comparePositions, createEventBatch, createSdkCalls, notConnected, sessionClosed } from '@herenow/adapter'
import type { RealtimeClient } from 'ably'
import type { NeededOptions } from './factory.ts'
import { createConnection } from './connection/connection.ts'
import { createSdkTokens } from './connection/sdk-tokens.ts'
import { hereNow, present } from './here-now.ts'
import { history } from './history.ts'
import { createUseChannel } from './native-channel.ts'
import { createOwnPresence } from './own-presence.ts'
import { createPublisher } from './publisher.ts'
import { requestError, unsupported } from './service-error.ts'
import { createSessionChannels } from './session-channels.ts'

/** Milliseconds before the SDK's first retry; it lets each further pause grow, up to twice as long. */
const firstPause = 2_000

/** One user's connection to Ably, through an SDK of its own. */
export function openSession(
  context: AdapterContext,
  makeClient: (needed: NeededOptions) => RealtimeClient,
): AdapterSession {
  const { clientId, info, env } = context
  const events = createEventBatch((emitted) => context.emit(emitted))
  const isConnected = (): boolean => connection.isConnected()
  const tokens = createSdkTokens({ context, client: () => client, isConnected })
  const client = makeClient({
    autoConnect: false,
    authCallback: tokens.authCallback,
    // The SDK would close on `beforeunload`, after which the page may stay.
    closeOnUnload: false,
    disconnectedRetryTimeout: firstPause,
    echoMessages: true,
    queueMessages: false,
    ...(clientId !== null && { clientId }),
  })
  const { ask, drop } = createSdkCalls({ isConnected, errorOf: requestError })
  const channels = createSessionChannels({
    env,
    client,
    events,
    ask,
    isConnected,
    onAttached: (channel) => own.onAttached(channel),
    onGone: (channel, reason) => own.forget(channel, reason),
  })
  const own = createOwnPresence({
    events,
    ask,
    info,
    connectionId: () => connection.id(),
    channel: channels.native,
  })
  const useChannel = createUseChannel(client, (channel) => channels.native(channel) !== undefined)
  const publisher = createPublisher({ clock: env.clock, useChannel, ask, isConnected, info })
  const connection = createConnection({
    context,
    events,
    client,
    tokens,
    ask,
    onConnected() {
      channels.onConnected()
      own.onConnected()
    },
    onDown() {
      drop()
      channels.onDown()
      own.onDown()
    },
    onFailed(reason) {
      channels.fail(reason)
      own.fail(reason)
    },
  })
  let closed = false

  /** After `close` no wish would ever come true. */
  function wish<T>(make: () => Promise<T>): Promise<T> {
    return closed ? Promise.reject(sessionClosed()) : make()
  }

  return {
    connect: connection.connect,
    close() {
      closed = true
      connection.close()
      channels.fail(sessionClosed())
      own.fail(sessionClosed())
      return Promise.resolve()
    },
    ping: () => ask(() => client.connection.ping()),
    refreshToken: (request) =>
      wish(async () => {
        if (!isConnected()) throw notConnected()
        await connection.renewToken(request ?? { reason: 'expiring' })
      }),
    attach: (channel, options) => wish(() => channels.attach(channel, options)),
    detach: channels.detach,
    publish: publisher.publish,
    signal: publisher.signal,
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: (channel, state) => wish(() => own.set(channel, 'enter', state)),
      update: (channel, state) => wish(() => own.set(channel, 'update', state)),
      leave: (channel) => wish(() => own.set(channel, 'leave', null)),
      get: (channel) => present({ client, ask }, channel),
    },
    history: (channel, query) => history({ useChannel, ask }, channel, query),
    hereNow: (query) => hereNow({ client, ask }, query),
    whereNow: () => Promise.reject(unsupported('Nobody can be looked for here.', 'global')),
    watchOccupancy(watch) {
      if (watch.channels.length === 0 && !watch.all) return
      events.add({ type: 'error', error: unsupported('Occupancy can not be watched here.', 'occupancy') })
    },
  }
}
