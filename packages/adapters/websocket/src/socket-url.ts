import { hint } from '@herenow/adapter'
import { adapterError } from './adapter-error.ts'

/**
 * What can be set beside the address. The URL's query knows the same settings as `name`, `heartbeat`,
 * `reconnect_interval` and `fail_fast`, with times in seconds; what is passed here wins.
 */
export interface WebsocketOptions {
  /** Shown in log lines, to tell several connections apart. */
  readonly name?: string | undefined
  /** Milliseconds of silence after which the server is asked for a sign of life. Default: its ping interval + 10 s. */
  readonly heartbeat?: number | undefined
  /** Milliseconds between attempts, half of it left to chance. Default: growing from 250 ms to 15 s. */
  readonly reconnectInterval?: number | undefined
  /** The first failed attempt is final. Default: as the client was told. */
  readonly failFast?: boolean | undefined
}

/** Where to connect, and how. */
export interface SocketAddress {
  /** Without the options. */
  readonly url: string
  readonly options: WebsocketOptions
}

/** Reads a value of the query; `undefined`: it makes no sense. */
type ReadOption = (text: string) => string | number | boolean | undefined

const seconds: ReadOption = (text) => {
  const value = Number(text)
  return value > 0 && value <= 3600 ? value * 1000 : undefined
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])

/** By name in the query: the option, and how to read it. */
const known: ReadonlyMap<string, readonly [keyof WebsocketOptions, ReadOption]> = new Map([
  ['name', ['name', String]],
  ['heartbeat', ['heartbeat', seconds]],
  ['reconnect_interval', ['reconnectInterval', seconds]],
  ['fail_fast', ['failFast', (text: string) => flags.get(text)]],
])

/** Takes the options out of the URL. Throws `invalid_argument` for what is no WebSocket URL or no known option. */
export function parseSocketUrl(text: string, options: WebsocketOptions): SocketAddress {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^wss?:$/.test(url.protocol)) {
    throw adapterError('invalid_argument', `"${text}" is not a WebSocket URL.`, { hint: hint('socket-url') })
  }
  const found: Partial<Record<keyof WebsocketOptions, unknown>> = {}
  for (const [key, value] of url.searchParams) {
    const [name, read] = known.get(key) ?? []
    const option = read?.(value)
    if (!name || option === undefined) {
      const problem = name ? `bad value "${value}" for "${key}"` : `unknown option "${key}"`
      const names = [...known.keys()].join(', ')
      throw adapterError('invalid_argument', `The URL has the ${problem}. Known: ${names}.`, {
        hint: hint('adapter-options'),
      })
    }
    found[name] = option
  }
  url.search = url.hash = ''
  return { url: url.href, options: { ...(found as WebsocketOptions), ...options } }
}
