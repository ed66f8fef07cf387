import type { AdapterContext, AdapterEvent, AdapterSession, RealtimeError, SessionChannelState } from '@herenow/adapter'
import {
  assertChannelName,
  assertNever,
  channelNameProblem,
  comparePositions,
  createDesiredOccupancy,
} from '@herenow/adapter'
import { createSessionChannels } from './session-channels.ts'
import { capabilities } from './capabilities.ts'
import type { Answer, ClientConnection } from './client-connection.ts'
import { createClientConnection } from './client-connection.ts'
import type { Conditions, Reachable } from './conditions.ts'
import { jsonBytes } from './json.ts'
import { connectionError, serviceError } from './memory-error.ts'
import { createOwnEntries } from './own-entries.ts'
import type { Service } from './service.ts'

export interface SessionHost {
  readonly context: AdapterContext
  readonly clientId: string
  readonly service: Service
  readonly conditions: Conditions
  onClosed(reachable: Reachable): void
}

/** One client of the hub, and the handle by which the hub disturbs it. */
export function openSession(host: SessionHost): { readonly session: AdapterSession; readonly reachable: Reachable } {
  const { context, clientId, service, conditions } = host
  const { clock } = context.env
  const tell = (event: AdapterEvent): void => context.emit([event])
  const connection: ClientConnection = createClientConnection({
    context,
    clientId,
    service,
    conditions,
    onEvent(event, events) {
      if (concerns(event)) events.push(event)
    },
    onConnected() {
      channels.onConnected()
      // Where nothing has changed the hub makes no noise.
      own.connected(() => false)
      occupancy.connected()
    },
    onDown: () => channels.onDown(),
    onEnded(reason) {
      channels.onEnded(reason)
      own.fail(reason)
    },
  })
  const channels = createSessionChannels({ service, connection, tell })
  const own = createOwnEntries({ service, connection })
  const occupancy = createDesiredOccupancy({
    isConnected: () => connection.isConnected,
    request: (watch) => connection.send((client) => service.watch(client, watch), tellRefusal),
  })
  let closed = false

  /** No call waits for the answer. Lost with the connection, it is repeated or was worth nothing. */
  function tellRefusal({ error }: Answer<void>, events: AdapterEvent[]): void {
    if (error?.origin === 'server') events.push({ type: 'error', error })
  }

  /** What comes for a channel that was detached meanwhile is nobody's. */
  function concerns(event: AdapterEvent): boolean {
    switch (event.type) {
      case 'message':
        return channels.takes(event)
      case 'channel':
        if (!channels.end(event)) return false
        own.forget(event.channel, reasonOf(event.state))
        return true
      case 'presence-refused':
        own.forget(event.channel, event.error)
        return true
      case 'signal':
      case 'presence':
      case 'presence-hidden':
        return channels.isAttached(event.channel)
      case 'attached':
      case 'gap':
      case 'presence-interval':
      case 'presence-snapshot':
      case 'connection':
      case 'occupancy':
      case 'token':
      case 'error':
        return true
      default:
        return assertNever(event)
    }
  }

  /** After `close` no wish would ever come true. */
  function wish(make: () => Promise<void>): Promise<void> {
    if (!closed) return make()
    return Promise.reject(connectionError('connection_closed', 'The session was closed.', { retryable: false }))
  }

  const session: AdapterSession = {
    connect: connection.connect,
    close() {
      closed = true
      connection.close()
      host.onClosed(connection)
      return Promise.resolve()
    },
    async ping() {
      const start = clock.now()
      await connection.ask(() => null)
      return clock.now() - start
    },
    async refreshToken(request) {
      const { signal } = new AbortController()
      const token = await context.token({ reason: 'expiring', ...request, attempt: 1, signal })
      if (token === null) throw serviceError('unauthorized', 'There is no token.')
      await connection.ask(() => null)
      tell({ type: 'token' })
    },
    attach: (channel, options) => wish(() => channels.attach(channel, options)),
    detach(channel) {
      own.leave(channel)
      return channels.detach(channel)
    },
    publish: (channel, messages) =>
      new Promise((resolve) => {
        const refuse = (error: RealtimeError): void => resolve(messages.map(() => ({ error })))
        if (channelNameProblem(channel) !== null) {
          return refuse(serviceError('invalid_argument', 'That is not a channel name.', channel))
        }
        if (!connection.isConnected) return refuse(connectionError('connection_closed', 'Not connected.'))
        connection.send(
          ({ connectionId, clientId: author, info }, now) =>
            service.publish({ connectionId, clientId: author, info }, channel, messages, now),
          (answer) => (answer.error === undefined ? resolve(answer.value) : refuse(answer.error)),
        )
      }),
    async signal(channel, name, data) {
      assertChannelName(channel)
      if (!connection.isConnected) throw connectionError('connection_closed', 'Not connected.')
      if (jsonBytes(data) > capabilities.maxSignalBytes) {
        throw serviceError('signal_too_large', 'The signal is too large.', channel)
      }
      connection.send((client, now) => service.signal(client, channel, name, data, now), tellRefusal)
    },
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: (channel, state) => wish(() => own.set(channel, 'enter', state)),
      update: (channel, state) => wish(() => own.set(channel, 'update', state)),
      leave: (channel) => wish(() => own.set(channel, 'leave', null)),
      async get(channel) {
        assertChannelName(channel)
        return connection.ask((client) => service.presentFor(client, channel))
      },
    },
    async history(channel, query) {
      assertChannelName(channel)
      return connection.ask((client, now) => service.history(client, channel, query, now))
    },
    async hereNow(query) {
      query.channels?.forEach(assertChannelName)
      return connection.ask((client) => service.hereNow(client, query))
    },
    whereNow: (id) => connection.ask((client) => service.whereNow(client, id)),
    watchOccupancy: occupancy.watch,
  }
  return { session, reachable: connection }
}

/** Why a channel has ended. */
function reasonOf(state: SessionChannelState): RealtimeError {
  const reason = 'reason' in state ? state.reason : null
  return reason ?? connectionError('connection_closed', 'The channel is not attached.')
}
