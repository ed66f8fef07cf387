import type { ClientOptions } from './client.ts'
import { RealtimeError } from '@herenow/adapter'

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

/** Fills in the defaults of `delivery.md`. Throws `invalid_argument` for numbers that can't be meant. */
export function toSettings(options: ClientOptions): Settings {
  return {
    autoConnect: options.autoConnect ?? true,
    failFast: options.failFast ?? false,
    maxQueuedMessages: atLeast(0, 'queue.maxMessages', options.queue?.maxMessages ?? 100),
    maxQueuedBytes: atLeast(0, 'queue.maxBytes', options.queue?.maxBytes ?? 262_144),
    lostAfter: atLeast(0, 'lostAfter', options.lostAfter ?? 3_000),
    lingerMs: atLeast(0, 'lingerMs', options.lingerMs ?? 1_000),
    publishTimeout: atLeast(1, 'publishTimeout', options.publishTimeout ?? 60_000),
    keepMessages: atLeast(1, 'keepMessages', options.keepMessages ?? 500),
  }
}

function atLeast(least: number, name: string, value: number): number {
  if (typeof value === 'number' && value >= least) return value
  throw new RealtimeError({
    code: 'invalid_argument',
    message: `createClient: ${name} must be a number from ${least} on.`,
  })
}
