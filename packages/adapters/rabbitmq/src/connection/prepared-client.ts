import { adapterError, RealtimeError } from '@herenow/adapter'
import type { Client } from '@stomp/stompjs'
import type { BrokerUrl } from '../broker-url.ts'
import { parseBrokerUrl } from '../broker-url.ts'
import { reasonIn } from '../rabbitmq-error.ts'
import type { RabbitmqClientOptions, RabbitmqFactory, Settings } from '../options.ts'
import { rabbitmqHint } from '../hints.ts'

/** A client that the app has made, and what its URL set. */
export interface PreparedClient {
  readonly client: Client
  readonly options: BrokerUrl['options']
}

/** Milliseconds. What RabbitMQ and the SDK propose. */
const defaultHeartbeat = 10_000

/** Who signs in, and with what. `null`: the factory says. */
export interface Credentials {
  readonly login: string
  readonly passcode: string
}

/** The session that each client belongs to. */
const owners = new WeakMap<Client, object>()

/**
 * Has the app make a client. Throws `invalid_argument` unless that is a client of `@stomp/stompjs` 7 which isn't active
 * and belongs to no other session, with a URL or a way to make sockets. `owner`: stands for the session.
 */
export function prepareClient(
  factory: RabbitmqFactory,
  settings: Settings,
  credentials: Credentials | null,
  owner: object,
): PreparedClient {
  const { vhost, heartbeat = defaultHeartbeat } = settings
  const client = made(factory, {
    connectHeaders: { ...credentials, ...(vhost !== undefined && { host: vhost }) },
    heartbeatIncoming: heartbeat,
    heartbeatOutgoing: heartbeat,
    reconnectDelay: 0,
  })
  assertClient(client)
  assertInactive(client)
  if ((owners.get(client) ?? owner) !== owner) {
    throw badClient('The function passed to rabbitmq() returned the client of another session.')
  }
  owners.set(client, owner)
  // This session retries, with a new token each time.
  client.reconnectDelay = 0
  client.discardWebsocketOnCommFailure = true
  if (client.webSocketFactory) return { client, options: {} }
  const { url, options } = parseBrokerUrl(client.brokerURL)
  client.brokerURL = url
  if (options.heartbeat !== undefined && settings.heartbeat === undefined) {
    client.heartbeatIncoming = options.heartbeat
    client.heartbeatOutgoing = options.heartbeat
  }
  return { client, options }
}

const methods = ['activate', 'deactivate', 'publish', 'subscribe', 'unsubscribe', 'watchForReceipt'] as const

/** The SDK isn't loaded here, so a client is known by what it has. */
function assertClient(value: unknown): asserts value is Client {
  const isObject = typeof value === 'object' && value !== null
  const has = (name: string, type: string): boolean =>
    isObject && typeof (value as Readonly<Record<string, unknown>>)[name] === type
  if (!methods.every((name) => has(name, 'function'))) {
    throw badClient(`The function passed to rabbitmq() returned ${kindOf(value)} in place of a client.`)
  }
  // Version 7 brought it.
  if (!has('discardWebsocketOnCommFailure', 'boolean')) {
    throw badClient('The client is of another major version of @stomp/stompjs; this adapter needs version 7.')
  }
}

/** Throws `invalid_argument` where the app has activated it. */
export function assertInactive(client: Client): void {
  if (client.active) throw badClient('The client is active already. The session activates it itself.')
}

function made(factory: RabbitmqFactory, options: RabbitmqClientOptions): unknown {
  try {
    return factory(options)
  } catch (cause) {
    if (RealtimeError.isInstance(cause)) throw cause
    throw badClient(`The function passed to rabbitmq() failed${reasonIn(cause)}.`, cause)
  }
}

function badClient(message: string, cause?: unknown): RealtimeError {
  return adapterError('invalid_argument', message, { hint: rabbitmqHint('client'), cause })
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'another object' : `a ${typeof value}`
}
