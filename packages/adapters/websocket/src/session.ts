import type { AdapterContext, AdapterSession, OccupancyWatch, Position, RealtimeError } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import { decodeResult, encodeItem, fitsBytes } from '@herenow/protocol'
import { adapterError, notConnected } from './adapter-error.ts'
import type { Attachments } from './attachments.ts'
import { createAttachments } from './attachments.ts'
import { createConnection } from './connection/runner.ts'
import { createEventBatch } from './event-batch.ts'
import { createInbound } from './inbound.ts'
import { createOutgoing } from './outgoing.ts'
import { createOwnEntries } from './own-entries.ts'
import { createPresenceWishes } from './presence-wishes.ts'
import { createPublisher } from './publisher.ts'
import { hereNow, history, presentConnections } from './queries.ts'
import { createRequests } from './requests.ts'
import type { SocketAddress } from './socket-url.ts'

/** One user's connection to a Herenow server. */
export function openSession(context: AdapterContext, address: SocketAddress): AdapterSession {
  const { clock } = context.env
  const isConnected = (): boolean => connection.status === 'connected'
  const events = createEventBatch((emitted) => context.emit(emitted))
  const outgoing = createOutgoing()
  const requests = createRequests(clock, outgoing, isConnected)
  const publisher = createPublisher(outgoing, requests, isConnected)
  const ownEntries = createOwnEntries((channel) => attachments.get(channel)?.feed)
  const wishes = createPresenceWishes(events, requests, ownEntries, isConnected)
  const attachments: Attachments = createAttachments(context.env, events, requests, ownEntries, (channel) => {
    wishes.forget(channel)
    ownEntries.forget(channel)
  })
  let watch: OccupancyWatch = { channels: [], all: false }
  let closed = false

  const connection = createConnection(context, address, events, outgoing, requests, {
    onFrame: (frame) => receive(frame),
    onGreeted: attachments.onGreeted,
    onConnected(resumed) {
      wishes.onConnected(resumed)
      if (watch.all || watch.channels.length > 0) sendWatch()
    },
    onDown() {
      attachments.onDown()
      publisher.onDown()
    },
    onFailed(reason) {
      attachments.onFailed(reason)
      wishes.onFailed(reason)
    },
  })

  const receive = createInbound(context.log, connection, events, outgoing, requests, attachments, ownEntries)

  function sendWatch(): void {
    const { channels, all } = watch
    requests.send(
      { type: 'watch', channels, all: all || undefined },
      Boolean,
      // Lost with the connection: it is sent again on the next.
      ({ error }) => error && isConnected() && events.add({ type: 'error', error }),
    )
  }

  /** After `close` no wish would ever come true. */
  function wish(make: () => Promise<void>): Promise<void> {
    return closed ? Promise.reject(sessionClosed()) : make()
  }

  return {
    connect: connection.connect,
    close() {
      closed = true
      const ended = connection.close()
      attachments.onFailed(sessionClosed())
      wishes.onFailed(sessionClosed())
      return ended
    },
    async ping() {
      const start = clock.now()
      try {
        await requests.ask({ type: 'ping' }, Boolean)
      } catch (error) {
        connection.probe()
        throw error
      }
      return clock.now() - start
    },
    attach: (channel, options) => wish(() => attachments.attach(channel, options)),
    detach(channel) {
      wishes.leave(channel)
      return attachments.detach(channel)
    },
    publish: publisher.publish,
    async signal(channel, name, data) {
      assertChannelName(channel)
      if (!isConnected()) throw notConnected()
      const text = encodeItem({ type: 'signal', channel, name, data })
      if (!fitsBytes(text, outgoing.frameBytes)) throw adapterError('signal_too_large', 'The signal is too large.')
      outgoing.push(text)
      // It leaves at the end of this turn.
      await Promise.resolve()
    },
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: (channel, state) => wish(() => wishes.set(channel, 'enter', state)),
      update: (channel, state) => wish(() => wishes.set(channel, 'update', state)),
      leave: (channel) => wish(() => wishes.set(channel, 'leave', null)),
      get: (channel) => presentConnections(requests, channel),
    },
    history: (channel, query) => history(requests, channel, query),
    hereNow: (query) => hereNow(requests, query),
    whereNow: async (clientId) => (await requests.ask({ type: 'where-now', clientId }, decodeResult.whereNow)).channels,
    watchOccupancy(next) {
      watch = next
      if (isConnected()) sendWatch()
    },
  }
}

function sessionClosed(): RealtimeError {
  return adapterError('connection_closed', 'The session was closed.')
}

function comparePositions(a: Position, b: Position): -1 | 0 | 1 | null {
  if (a.epoch !== b.epoch || typeof a.offset !== typeof b.offset) return null
  return a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0
}
