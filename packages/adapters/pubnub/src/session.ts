import type { AdapterContext, AdapterSession, RealtimeError } from '@herenow/adapter'
import {
  comparePositions,
  connectionLost,
  createEventBatch,
  createSdkCalls,
  notConnected,
  sessionClosed,
} from '@herenow/adapter'
import { readBeginning, readMissed } from './beginning.ts'
import { createConnection } from './connection/connection.ts'
import { randomConnectionId } from './connection/connection-id.ts'
import { createTokens } from './connection/tokens.ts'
import type { NeededOptions } from './factory.ts'
import { neededOptions } from './factory.ts'
import { createFreshStart } from './fresh-start.ts'
import { createHandshakes } from './handshakes.ts'
import { hereNow, present, whereNow } from './here-now.ts'
import { history } from './history.ts'
import { createKeyset } from './keyset.ts'
import { createKnownPeople } from './known-people.ts'
import { createOwnState } from './own-state.ts'
import { createPublisher } from './publisher.ts'
import type { SdkClient } from './sdk.ts'
import { isAboutToken, requestError, unsupported, withAttach } from './service-error.ts'
import { createSessionChannels } from './session-channels.ts'
import { createSharedAddress } from './shared-address.ts'
import { createSubscribedNames } from './subscribed-names.ts'
import { createSubscriptionEvents } from './subscription-events.ts'
import { createSubscription } from './subscription.ts'

/** One user's connection to PubNub, through an SDK of its own. */
export function openSession(context: AdapterContext, makeClient: (needed: NeededOptions) => SdkClient): AdapterSession {
  const { info, env } = context
  const { clock } = env
  const connectionId = randomConnectionId(env)
  const client = makeClient({ ...neededOptions, userId: context.clientId ?? connectionId })
  const events = createEventBatch((emitted) => context.emit(emitted))
  const isConnected = (): boolean => connection.isConnected()
  const { ask, drop } = createSdkCalls({
    isConnected,
    errorOf: (thrown, channel) => noticed(requestError(thrown, channel)),
  })
  const people = createKnownPeople()
  const keyset = createKeyset({ client, ask })
  const handshakes = createHandshakes()
  const address = createSharedAddress(info)
  const reading = { client, ask, env, clock }
  const subscription = createSubscription({
    client,
    clock,
    during: (work) => events.during(work),
    listener: createSubscriptionEvents(() => ({ connection, channels, subscribed, handshakes, freshStart, report })),
  })
  const subscribed = createSubscribedNames({ clock, subscription, isConnected, onEmpty: handshakes.done })
  const freshStart = createFreshStart({
    clock,
    now: () => ask(async () => client.time()),
    start: subscription.restart,
    onFailed: (reason) => events.during(() => connection.lost(reason)),
  })
  const channels = createSessionChannels({
    env,
    events,
    people,
    keyset,
    subscribed,
    address,
    isConnected,
    present: (channel) => present(reading, channel),
    begin: (channel, options, joined) => readBeginning(reading, channel, options, joined),
    missed: (channel, from, to) => readMissed(reading, channel, from, to),
    onAttached: (channel) => own.onAttached(channel),
    onGone: (channel, reason) => own.forget(channel, reason),
  })
  const own = createOwnState({
    client,
    events,
    ask,
    info,
    isConnected,
    reserve: address.setState,
    hasPresence: () => keyset.lacking().presence !== 'none',
    channel: channels.status,
  })
  const publisher = createPublisher({ client, ask, isConnected, connectionId, info })
  const tokens = createTokens({
    context,
    client: {
      setToken(token) {
        client.setToken(token)
        channels.onToken()
      },
      setUUID: (userId) => client.setUUID(userId),
      parseToken: (token) => client.parseToken(token),
    },
    onEnding: () => void renew().catch(report),
  })
  const connection = createConnection({
    context,
    events,
    client,
    tokens,
    connectionId,
    onConnected() {
      channels.onConnected()
      subscribed.onConnected()
      own.onConnected()
    },
    onDown() {
      drop()
      handshakes.drop(connectionLost())
      freshStart.drop()
      subscribed.onDown()
      channels.onDown()
      own.onDown()
    },
    onBack: subscribed.renew,
    onFailed(reason) {
      letGo()
      channels.fail(reason)
      own.fail(reason)
    },
    onClosed() {
      letGo()
      subscription.ignore()
    },
  })
  let closed = false

  /** What is wrong with one request is wrong with others too. */
  function noticed(error: RealtimeError): RealtimeError {
    if (isAboutToken(error)) events.during(() => connection.tokenRefused(error))
    else if (error.origin === 'adapter' && error.retryable) connection.doubt()
    return error
  }

  /** Others see us go. */
  function letGo(): void {
    subscribed.clear()
    client.unsubscribeAll()
    client.stop()
  }

  function report(error: RealtimeError): void {
    events.add({ type: 'error', error })
  }

  async function renew(request?: Parameters<NonNullable<AdapterSession['refreshToken']>>[0]): Promise<void> {
    if (!isConnected()) throw notConnected()
    await tokens.fetch(request ?? { reason: 'expiring' })
    if (!isConnected()) throw connectionLost()
    // What is under way goes by the old one.
    if (!subscribed.isEmpty()) await handshakes.wait(subscribed.renew)
    events.add({ type: 'token' })
  }

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
    async ping() {
      const start = clock.now()
      await ask(async () => client.time())
      return clock.now() - start
    },
    refreshToken: (request) => wish(() => renew(request)),
    attach: (channel, options) => wish(() => channels.attach(channel, options)),
    detach: channels.detach,
    publish: publisher.publish,
    signal: publisher.signal,
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: withAttach,
      update: (channel, state) => wish(() => own.update(channel, state)),
      leave: withAttach,
      get: (channel) => present(reading, channel),
    },
    history: (channel, query) => history(reading, channel, query),
    hereNow: (query) => hereNow(reading, query),
    whereNow: (clientId) => whereNow(reading, clientId),
    watchOccupancy(watch) {
      if (watch.channels.length === 0 && !watch.all) return
      report(unsupported('Occupancy can not be watched here.', 'occupancy'))
    },
  }
}
