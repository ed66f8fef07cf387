import { adapterError, hint } from '@herenow/adapter'

/**
 * What can be set beside the address. The URL's query knows the same settings as `name`, `heartbeat`,
 * `reconnect_interval` and `fail_fast`, with times in seconds; what is passed here wins. Durations are above 0 and at
 * most an hour.
 */
export interface WebsocketOptions {
  /** Shown in log lines of both ends, to tell several connections apart: at most 100 characters, none of them invisible. */
  readonly name?: string | undefined
  /** Milliseconds of silence after which the server is asked for a sign of life. Default: its ping interval + 10 s. */
  readonly heartbeat?: number | undefined
  /** Milliseconds between attempts, half of it left to chance. Default: growing from 250 ms to 15 s, on this machine to 2 s. */
  readonly reconnectInterval?: number | undefined
  /** The first failed attempt is final. Default: as the client was told. */
  readonly failFast?: boolean | undefined
}

/** Where to connect, and how. */
export interface SocketAddress {
  /** Without the options, but the name: the server's log shows it. */
  readonly url: string
  readonly options: WebsocketOptions
}

interface Option {
  /** Its name in the query. */
  readonly key: string
  /** The value that a text of the query stands for; anything that isn't valid where it stands for none. */
  readonly read: (text: string) => unknown
  readonly isValid: (value: unknown) => boolean
}

const longest = 3_600_000
const longestName = 100
const flags: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])
const isDuration = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= longest
const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= longestName && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)
const seconds = (text: string): number => Number(text) * 1_000

const known: ReadonlyMap<string, Option> = new Map<keyof WebsocketOptions, Option>([
  ['name', { key: 'name', read: String, isValid: isName }],
  ['heartbeat', { key: 'heartbeat', read: seconds, isValid: isDuration }],
  ['reconnectInterval', { key: 'reconnect_interval', read: seconds, isValid: isDuration }],
  ['failFast', { key: 'fail_fast', read: (text) => flags.get(text), isValid: (value) => typeof value === 'boolean' }],
])

/** Scheme and host, path, query. Read by hand: the `URL` of React Native knows none of its parts. */
const pattern = /^(wss?:\/\/[^/?#\s]+)([^?#\s]*)(?:\?([^#]*))?(?:#.*)?$/i

/** Takes the options out of the URL. Throws `invalid_argument` for what is no WebSocket URL or no known option. */
export function parseSocketUrl(text: string, options: WebsocketOptions): SocketAddress {
  const [, origin, path, query = ''] = (isUrl(text) && pattern.exec(text)) || []
  if (origin === undefined) {
    throw adapterError('invalid_argument', `"${text}" is not a WebSocket URL.`, { hint: hint('socket-url') })
  }
  const found = { ...queryOptions(query), ...passedOptions(options) }
  const name = found.name ? `?name=${encodeURIComponent(found.name)}` : ''
  return { url: `${origin}${path || '/'}${name}`, options: found }
}

function isUrl(text: string): boolean {
  try {
    return Boolean(new URL(text))
  } catch {
    return false
  }
}

function queryOptions(query: string): WebsocketOptions {
  const found: Record<string, unknown> = {}
  for (const [key, text] of query.split('&').filter(Boolean).map(decoded)) {
    const [name, option] = [...known].find(([, option]) => option.key === key) ?? []
    const value = option?.read(text)
    if (name === undefined || !option?.isValid(value)) {
      const problem = option ? `bad value "${text}" for "${key}"` : `unknown option "${key}"`
      throw refused(
        `The URL has the ${problem}.`,
        Array.from(known.values(), (option) => option.key),
      )
    }
    found[name] = value
  }
  return found
}

function decoded(pair: string): readonly [key: string, value: string] {
  const [key = '', ...rest] = pair.replaceAll('+', ' ').split('=')
  try {
    return [decodeURIComponent(key), decodeURIComponent(rest.join('='))]
  } catch {
    return [key, rest.join('=')]
  }
}

function passedOptions(options: WebsocketOptions): WebsocketOptions {
  const found: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const option = known.get(name)
    if (!option?.isValid(value)) {
      const problem = option ? `a bad value ${String(value)} for "${name}"` : `the unknown "${name}"`
      throw refused(`The options of websocket() have ${problem}.`, [...known.keys()])
    }
    found[name] = value
  }
  return found
}

function refused(message: string, names: readonly string[]): Error {
  return adapterError('invalid_argument', `${message} Known: ${names.join(', ')}.`, { hint: hint('adapter-options') })
}
