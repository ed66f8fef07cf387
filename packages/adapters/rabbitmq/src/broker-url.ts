import { adapterError } from '@herenow/adapter'
import type { RabbitmqOptions } from './options.ts'
import { badOption, isDuration } from './options.ts'
import { withoutPassword } from './rabbitmq-error.ts'
import { rabbitmqHint } from './hints.ts'

/** What can be set in the query of the URL, as AMQP clients have it. */
type UrlOptions = Pick<RabbitmqOptions, 'name' | 'heartbeat' | 'reconnectInterval' | 'failFast'>

interface UrlOption {
  readonly name: keyof UrlOptions
  /** `undefined`: the text stands for no valid value. */
  readonly read: (text: string) => string | number | boolean | undefined
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])

function milliseconds(seconds: string): number | undefined {
  const duration = Number(seconds) * 1_000
  return isDuration(duration) ? duration : undefined
}

const known: ReadonlyMap<string, UrlOption> = new Map<string, UrlOption>([
  ['name', { name: 'name', read: String }],
  ['heartbeat', { name: 'heartbeat', read: milliseconds }],
  ['reconnect_interval', { name: 'reconnectInterval', read: milliseconds }],
  ['fail_fast', { name: 'failFast', read: (text) => flags.get(text) }],
])

/** Where RabbitMQ listens, and what the query set. */
export interface BrokerUrl {
  /** Without the query, which RabbitMQ doesn't read. */
  readonly url: string
  readonly options: UrlOptions
}

const pattern = /^(wss?:\/\/[^/?#\s]+[^?#\s]*)(?:\?([^#]*))?(?:#.*)?$/i

/** Takes the options out of the URL. Throws `invalid_argument` for what is no WebSocket URL or no known option. */
export function parseBrokerUrl(text: unknown): BrokerUrl {
  const [, url, query = ''] = (typeof text === 'string' && isUrl(text) && pattern.exec(text)) || []
  if (url === undefined) {
    throw adapterError(
      'invalid_argument',
      `The client has the brokerURL ${shown(text)}, which is no URL of a WebSocket.`,
      {
        hint: rabbitmqHint('url'),
      },
    )
  }
  return { url, options: Object.fromEntries(query.split('&').filter(Boolean).map(option)) }
}

function shown(url: unknown): string {
  return typeof url === 'string' ? JSON.stringify(withoutPassword(url)) : String(url)
}

function option(pair: string): readonly [string, string | number | boolean] {
  const [key = '', ...rest] = pair.replaceAll('+', ' ').split('=').map(decoded)
  const text = rest.join('=')
  const found = known.get(key)
  const value = found?.read(text)
  if (found && value !== undefined) return [found.name, value]
  throw badOption(`The URL has the ${found ? `bad value "${text}" for "${key}"` : `unknown option "${key}"`}.`, [
    ...known.keys(),
  ])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isUrl(text: string): boolean {
  try {
    return Boolean(new URL(text))
  } catch {
    return false
  }
}
