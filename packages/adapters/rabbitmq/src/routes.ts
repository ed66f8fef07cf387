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

/** Finds the route of a channel. Throws `invalid_argument` for names that no channel, or no routing key, can have. */
export function createRoutes({ exchange, streamPrefix, routingKey }: RouteOptions): (channel: string) => Route {
  return (channel) => {
    assertChannelName(channel)
    const key = routingKey(channel)
    const name = `${streamPrefix}${key}`
    const isWildcard = key.split('.').some((word) => word === '' || word === '*' || word === '#')
    if (isWildcard || utf8Length(name) > mostBytes) {
      throw adapterError('invalid_argument', `The channel "${channel}" can't have the routing key "${key}".`, {
        hint: rabbitmqHint('routingKey'),
        channel,
      })
    }
    return {
      stream: `/queue/${escaped(name)}`,
      streamInput: `/amq/queue/${escaped(name)}`,
      live: destination(exchange, key),
    }
  }
}

function destination(exchange: string, key: string): string {
  return `/exchange/${escaped(exchange)}/${escaped(key)}`
}

/** In a destination RabbitMQ reads `%2F` as a slash, and nothing else as anything. */
function escaped(part: string): string {
  return part.replaceAll('/', '%2F')
}
