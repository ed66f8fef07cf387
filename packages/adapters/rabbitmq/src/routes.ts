import type { RealtimeError } from '@herenow/adapter'
import { adapterError, assertChannelName, utf8Length } from '@herenow/adapter'
import { rabbitmqHint } from './hints.ts'

/** Where the messages of one channel go in RabbitMQ: destinations of STOMP. */
export interface Route {
  /** The stream that keeps messages. A subscription to it declares it. */
  readonly stream: string
  /** The same stream, to write to it once it is there. */
  readonly streamInput: string
  /** The topic exchange, for signals and for messages that are not to be kept. */
  readonly live: string
}

export interface RouteOptions {
  readonly exchange: string
  readonly streamPrefix: string
  readonly routingKey: (channel: string) => string
}

/** AMQP's limit for routing keys and names of queues. UTF-8 bytes. */
const mostBytes = 255

/**
 * The routing key of a channel: `room:a:b` becomes `room.a.b`, where RabbitMQ's wildcards see three words. A `.` of the
 * name becomes `:`, so that no two channels share a key.
 */
export function wordsOf(channel: string): string {
  return channel.replace(/[.:]/g, (separator) => (separator === ':' ? '.' : ':'))
}

/** Where no queue takes anything, which RabbitMQ confirms at once. */
export function pingDestination({ exchange }: RouteOptions): string {
  return destination(exchange, '~ping')
}

/** Channels whose keys are remembered, to tell when two have one. */
const mostKeys = 10_000

/** Finds the route of a channel. Throws `invalid_argument` for names that no channel, or no routing key, can have. */
export function createRoutes({ exchange, streamPrefix, routingKey }: RouteOptions): (channel: string) => Route {
  const channels = new Map<string, string>()

  function keyOf(channel: string): string {
    const key: unknown = routingKey(channel)
    if (typeof key !== 'string' || !isKey(key, streamPrefix)) {
      throw badKey(channel, `The channel "${channel}" can't have the routing key ${shown(key)}.`)
    }
    const other = channels.get(key) ?? channel
    if (other !== channel) {
      throw badKey(channel, `The channels "${other}" and "${channel}" have one routing key, "${key}".`)
    }
    channels.set(key, channel)
    const [oldest] = channels.keys()
    if (channels.size > mostKeys && oldest !== undefined) channels.delete(oldest)
    return key
  }

  return (channel) => {
    assertChannelName(channel)
    const key = keyOf(channel)
    const name = `${streamPrefix}${key}`
    return {
      stream: `/queue/${escaped(name)}`,
      streamInput: `/amq/queue/${escaped(name)}`,
      live: destination(exchange, key),
    }
  }
}

function isKey(key: string, streamPrefix: string): boolean {
  const isWildcard = key.split('.').some((word) => word === '' || word === '*' || word === '#')
  return !isWildcard && utf8Length(`${streamPrefix}${key}`) <= mostBytes
}

function shown(key: unknown): string {
  return typeof key === 'string' ? `"${key}"` : String(key)
}

function badKey(channel: string, message: string): RealtimeError {
  return adapterError('invalid_argument', message, { hint: rabbitmqHint('routingKey'), channel })
}

function destination(exchange: string, key: string): string {
  return `/exchange/${escaped(exchange)}/${escaped(key)}`
}

/** In a destination RabbitMQ reads `%2F` as a slash, and nothing else as anything. */
function escaped(part: string): string {
  return part.replaceAll('/', '%2F')
}
