import type { ClientOptions } from './client.ts'
import { invalid } from './errors.ts'

/** The client's numbers, defaults filled in. Milliseconds, bytes and messages. */
export interface Settings {
  readonly autoConnect: boolean
  readonly failFast: boolean
  readonly maxQueuedMessages: number
  readonly maxQueuedBytes: number
  readonly lostAfter: number
  readonly lingerMs: number
  readonly publishTimeout: number
  readonly keepMessages: number
}

/** How long `history`, `hereNow` and their like wait for a connection, in milliseconds. */
export const requestTimeout = 10_000

/** Checks the options' numbers and fills in the defaults. Times may be `Infinity`: never. Throws `invalid_argument` for invalid numbers. */
export function toSettings({ autoConnect = true, failFast = false, queue = {}, ...numbers }: ClientOptions): Settings {
  return {
    autoConnect,
    failFast,
    maxQueuedMessages: atLeast(0, 'queue.maxMessages', queue.maxMessages, 100),
    maxQueuedBytes: atLeast(0, 'queue.maxBytes', queue.maxBytes, 262_144),
    lostAfter: atLeast(0, 'lostAfter', numbers.lostAfter, 3_000),
    lingerMs: atLeast(0, 'lingerMs', numbers.lingerMs, 1_000),
    publishTimeout: atLeast(1, 'publishTimeout', numbers.publishTimeout, 60_000),
    keepMessages: atLeast(1, 'keepMessages', numbers.keepMessages, 500),
  }
}

function atLeast(least: number, name: string, given: number | undefined, fallback: number): number {
  const value = given === undefined ? fallback : given
  // NaN is not at least anything.
  if (typeof value === 'number' && value >= least) return value
  throw invalid(`createClient: ${name} must be a number, at least ${least}.`)
}
