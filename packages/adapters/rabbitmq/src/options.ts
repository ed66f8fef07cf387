import { adapterError, hint } from '@herenow/adapter'
import type { Client, StompConfig } from '@stomp/stompjs'
import { wordsOf } from './routes.ts'

/** What the adapter needs set; spread it into the options of `new Client`. */
export type RabbitmqClientOptions = Pick<
  StompConfig,
  'connectHeaders' | 'heartbeatIncoming' | 'heartbeatOutgoing' | 'reconnectDelay'
>

/** Makes the client of one connection: `(options) => new Client({ brokerURL, ...options })`. Called for each attempt. */
export type RabbitmqFactory = (options: RabbitmqClientOptions) => Client

/**
 * Settings of the adapter. The URL's query knows `name`, `heartbeat`, `reconnect_interval` and `fail_fast` too, with
 * times in seconds; what is passed here wins. Durations are milliseconds, above 0 and at most an hour.
 */
export interface RabbitmqOptions {
  /** Who signs in. Default: the client id where there is a token, else what the factory sets. */
  readonly login?: string | undefined
  /** The password, where it isn't a token. A token of `createClient` takes its place. */
  readonly passcode?: string | undefined
  /** Default: `/`, or what the server is set to. */
  readonly vhost?: string | undefined
  /** A topic exchange that exists. Default `amq.topic`. */
  readonly exchange?: string | undefined
  /**
   * Whether messages are kept in streams, for history and replay; default `true`. `false`: what is published reaches those
   * who are attached, and nobody else. RabbitMQ has streams since 3.9.
   */
  readonly streams?: boolean | undefined
  /** Stands before the routing key in the names of streams. Default `herenow.`. */
  readonly streamPrefix?: string | undefined
  /** Arguments with which streams are declared, such as `{ 'x-max-length-bytes': 100_000_000 }`. */
  readonly streamArguments?: Readonly<Record<string, string | number>> | undefined
  /** The routing key of a channel. Must differ from channel to channel. Default: `room:a:b` becomes `room.a.b`. */
  readonly routingKey?: ((channel: string) => string) | undefined
  /** Shown in log lines, to tell several connections apart. */
  readonly name?: string | undefined
  /** Milliseconds between signs of life, each way. A connection ends after two without one. Default 10 s. */
  readonly heartbeat?: number | undefined
  /** Milliseconds between attempts, half of it left to chance. Default: growing from 250 ms to 15 s. */
  readonly reconnectInterval?: number | undefined
  /** The first failed attempt is final. Default: as the client was told. */
  readonly failFast?: boolean | undefined
}

/** The options with what holds where nothing was said. */
export interface Settings extends RabbitmqOptions {
  readonly exchange: string
  readonly streamPrefix: string
  readonly streamArguments: Readonly<Record<string, string | number>>
  readonly routingKey: (channel: string) => string
}

const longest = 3_600_000
const isText = (value: unknown): boolean => typeof value === 'string'
const isName = (value: unknown): boolean => typeof value === 'string' && value !== ''
export const isDuration = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= longest

/** Arguments go over STOMP as texts, and no others would arrive as what they are. */
function isArguments(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((argument) => typeof argument === 'string' || Number.isFinite(argument))
}

const known: ReadonlyMap<string, (value: unknown) => boolean> = new Map<
  keyof RabbitmqOptions,
  (value: unknown) => boolean
>([
  ['login', isText],
  ['passcode', isText],
  ['vhost', isName],
  ['exchange', isName],
  ['streams', (value) => typeof value === 'boolean'],
  ['streamPrefix', isText],
  ['streamArguments', isArguments],
  ['routingKey', (value) => typeof value === 'function'],
  ['name', isText],
  ['heartbeat', isDuration],
  ['reconnectInterval', isDuration],
  ['failFast', (value) => typeof value === 'boolean'],
])

const names = [...known.keys()]

/** Throws `invalid_argument` for an unknown option, and for a value that an option can't have. */
export function checkedSettings(options: RabbitmqOptions): Settings {
  const given: unknown = options
  if (typeof given !== 'object' || given === null)
    throw badOption('The options of rabbitmq() must be an object.', names)
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const isValid = known.get(name)
    if (isValid?.(value)) continue
    throw badOption(
      `The options of rabbitmq() have ${isValid ? `a bad value for "${name}"` : `the unknown "${name}"`}.`,
      names,
    )
  }
  if (options.passcode !== undefined && options.login === undefined) {
    throw badOption('The option "passcode" needs "login".', names)
  }
  const { exchange = 'amq.topic', streamPrefix = 'herenow.', streamArguments = {}, routingKey = wordsOf } = options
  return { ...options, exchange, streamPrefix, streamArguments, routingKey }
}

/** An option that isn't known, or has a bad value; `there`: what there is. */
export function badOption(message: string, there: readonly string[]): Error {
  return adapterError('invalid_argument', `${message} Known: ${there.join(', ')}.`, { hint: hint('adapter-options') })
}
