import type { AdapterContext, AdapterSession, OccupancyWatch, RealtimeError } from '@herenow/adapter'
import {
  adapterError,
  assertChannelName,
  assertNever,
  comparePositions,
  createDesiredOccupancy,
  createEventBatch,
  notConnected,
  sessionClosed,
} from '@herenow/adapter'
import type { ErrorItem, FrameProblem, PresenceDeniedItem, ServerItem } from '@herenow/protocol'
import { closeCode, decodeServerFrame, encodeItem, fitsBytes } from '@herenow/protocol'
import { serverError } from './server-error.ts'
import type { ProofKeeper } from './attach-proofs.ts'
import type { SessionChannels } from './session-channels.ts'
import { createSessionChannels } from './session-channels.ts'
import { createConnection } from './connection/runner.ts'
import { createOutgoing } from './outgoing.ts'
import { createOwnEntries } from './own-entries.ts'
import { createPublisher } from './publisher.ts'
import { hereNow, history, presentConnections, whereNow } from './queries.ts'
import { receivedSignal } from './received.ts'
import { createRequests } from './requests.ts'
import type { SocketAddress } from './socket-url.ts'

/** One user's connection to a Herenow server. */
export function openSession(context: AdapterContext, address: SocketAddress, proofsOf: ProofKeeper): AdapterSession {
  const { clock, random } = context.env
  const isConnected = (): boolean => connection.status === 'connected'
  const events = createEventBatch((emitted) => context.emit(emitted))
  const outgoing = createOutgoing()
  const requests = createRequests(clock, outgoing, isConnected)
  const publisher = createPublisher({ clock, outgoing, requests, isConnected })
  const own = createOwnEntries({ events, requests, feedOf: (channel) => channels.get(channel)?.feed, isConnected })
  const proofs = proofsOf(() => connection.clientId)
  const channels: SessionChannels = createSessionChannels({ clock, random, events, requests, own, proofs })
  const occupancy = createDesiredOccupancy({ isConnected, request: requestWatch })
  let closed = false

  const connection = createConnection({
    context,
    address,
    events,
    outgoing,
    requests,
    onFrame(frame) {
      for (const { item, problem } of decodeServerFrame(frame)) {
        if (item) receive(item)
        else receiveProblem(problem)
      }
    },
    onGreeted: channels.onGreeted,
    onConnected(resumed) {
      own.onConnected(resumed)
      occupancy.connected()
    },
    onDown() {
      channels.onDown()
      publisher.onDown()
    },
    onFailed: giveUpWishes,
  })

  /** Brings an item to whom it concerns. */
  function receive(item: ServerItem): void {
    switch (item.type) {
      case 'welcome':
        own.welcomed(item)
        return connection.welcome(item)
      case 'ok':
        return requests.answer(item.id, null, item.result)
      case 'error':
        return receiveError(item)
      case 'message':
        return channels.get(item.channel)?.message(item.message)
      case 'signal':
        if (channels.get(item.channel)?.isAttached)
          events.add({ type: 'signal', channel: item.channel, signal: receivedSignal(item) })
        return
      case 'presence':
      case 'presence-interval':
        return channels.get(item.channel)?.feed?.change(item)
      case 'presence-snapshot':
        return channels.get(item.channel)?.feed?.snapshot(item)
      case 'presence-denied':
        return presenceDenied(item)
      case 'occupancy':
        return events.add(item)
      case 'detached':
        return channels.get(item.channel)?.detached(item)
      case 'ping':
        return outgoing.push(encodeItem({ type: 'pong' }))
      case 'goodbye':
        return connection.farewell(item.error)
      default:
        return assertNever(item)
    }
  }

  function presenceDenied({ channel, error }: PresenceDeniedItem): void {
    const reason = serverError(error, channel)
    channels.get(channel)?.presenceDenied(reason)
    own.denied(channel, reason)
  }

  function receiveError({ id, channel, error }: ErrorItem): void {
    if (id !== undefined || connection.status === 'connected') return report(id, serverError(error, channel))
    // The answer to `hello`. The close code that follows says what to do, unless it is about the token.
    connection.farewell(error)
    if (error.code === 'unauthorized') connection.giveUp(closeCode.unauthorized)
    if (error.code === 'token_expired') connection.giveUp(closeCode.tokenExpired)
  }

  function receiveProblem({ kind, message, id, channel }: FrameProblem): void {
    switch (kind) {
      case 'not-json':
        return connection.giveUp(closeCode.protocolError)
      case 'unknown-type':
        // A newer server may say what this version doesn't know.
        return context.log.info(message)
      case 'malformed':
        return report(id, adapterError('protocol_error', message, { channel }))
      default:
        return assertNever(kind)
    }
  }

  /** To who asked, or to everybody. */
  function report(id: number | undefined, error: RealtimeError): void {
    if (id === undefined) events.add({ type: 'error', error })
    else requests.answer(id, error)
  }

  function requestWatch({ channels, all }: OccupancyWatch): void {
    requests.send(
      { type: 'watch', channels, all: all || undefined },
      Boolean,
      // Lost with the connection: it is sent again on the next.
      ({ error }) => error && isConnected() && events.add({ type: 'error', error }),
    )
  }

  function giveUpWishes(reason: RealtimeError): void {
    channels.onFailed(reason)
    own.fail(reason)
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
      giveUpWishes(sessionClosed())
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
    refreshToken: (request) => wish(() => connection.refreshToken(request ?? { reason: 'expiring' })),
    attach: (channel, options) => wish(() => channels.attach(channel, options)),
    detach(channel) {
      own.leave(channel)
      return channels.detach(channel)
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
      enter: (channel, state) => wish(() => own.set(channel, 'enter', state)),
      update: (channel, state) => wish(() => own.set(channel, 'update', state)),
      leave: (channel) => wish(() => own.set(channel, 'leave', null)),
      get: (channel) => presentConnections(requests, channel),
    },
    history: (channel, query) => history(requests, channel, query),
    hereNow: (query) => hereNow(requests, query),
    whereNow: (clientId) => whereNow(requests, clientId),
    watchOccupancy: occupancy.watch,
  }
}
