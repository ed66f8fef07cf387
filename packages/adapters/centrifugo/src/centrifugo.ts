import type { Adapter, Capabilities } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { Centrifuge, Options } from 'centrifuge'
import { hint } from './hints.ts'
import { maxMessageBytes, openSession } from './session.ts'

/** What the adapter needs set in the SDK's client. Spread it, and add your own. */
export type ClientOptions = Pick<Options, 'getToken' | 'timeout' | 'maxServerPingDelay'>

/** Makes the SDK's client: `(options) => new Centrifuge(url, { ...options })`, with your own options behind them. */
export type CentrifugoFactory = (options: ClientOptions) => Centrifuge

export interface CentrifugoOptions {
  /** Bytes that the server takes in one frame: its setting `websocket.message_size_limit`. Default: 65,536. */
  readonly messageSizeLimit?: number | undefined
}

/** Milliseconds that the SDK waits for an answer. */
const answerTimeout = 10_000

/** Milliseconds that a ping of Centrifugo may be late, before the connection counts as dead. */
const pingDelay = 5_000

const defaultFrameBytes = 65_536
const smallestFrameBytes = 8_192

/**
 * The adapter for Centrifugo, with the SDK `centrifuge` of version 5, which the app brings along. Throws `invalid_argument`
 * for what is not a factory, and for options that can't be.
 */
export function centrifugo(make: CentrifugoFactory, options: CentrifugoOptions = {}): Adapter {
  const maxFrameBytes = options.messageSizeLimit ?? defaultFrameBytes
  checkFactory(make)
  checkLimit(maxFrameBytes)
  const made = new WeakSet<Centrifuge>()

  function makeClient(needed: Pick<Options, 'getToken'>): Centrifuge {
    const client = checkedClient(
      attempt(() => make({ timeout: answerTimeout, maxServerPingDelay: pingDelay, ...needed })),
    )
    if (made.has(client) || client.state !== 'disconnected' || Object.keys(client.subscriptions()).length > 0) {
      throw adapterError('invalid_argument', 'The Centrifuge client is in use already.', { hint: hint('shared') })
    }
    made.add(client)
    return client
  }

  return {
    spec: 'v1',
    name: 'centrifugo',
    capabilities: capabilities(maxFrameBytes),
    open: (context) => openSession(context, { makeClient, maxFrameBytes }),
  }
}

function capabilities(maxFrameBytes: number): Capabilities {
  return {
    recovery: 'position',
    history: 'full',
    order: 'channel',
    identity: 'verified',
    confirm: true,
    receipts: false,
    idempotency: false,
    timestamps: 'publisher',
    retention: 'channel',
    presence: { state: false, connections: true, enter: 'with-attach' },
    occupancy: 'poll',
    hereNow: 'channel',
    whereNow: false,
    signals: false,
    maxMessageBytes: maxMessageBytes(maxFrameBytes),
    maxSignalBytes: 64,
    maxStateBytes: 4_096,
  }
}

function checkFactory(make: unknown): void {
  if (typeof make === 'function') return
  throw adapterError('invalid_argument', 'centrifugo: the function that makes the client is missing.', {
    hint: hint('factory'),
  })
}

function checkLimit(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= smallestFrameBytes) return
  throw adapterError(
    'invalid_argument',
    `centrifugo: messageSizeLimit must be a whole number of bytes, at least ${smallestFrameBytes}.`,
  )
}

/** The SDK throws where it can't use what it is given, such as an empty address. */
function attempt(make: () => Centrifuge): unknown {
  try {
    return make()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw adapterError('invalid_argument', `The Centrifuge client could not be made: ${reason}`, {
      hint: hint('url'),
      cause,
    })
  }
}

/** What a client of version 5 has, and those before 4 don't. */
const methods = ['connect', 'setToken', 'newSubscription', 'removeSubscription', 'subscriptions', 'history'] as const

function checkedClient(made: unknown): Centrifuge {
  const isClient = typeof made === 'object' && made !== null && methods.every((name) => name in made)
  if (isClient) return made as Centrifuge
  const what = typeof made === 'object' && made !== null ? 'a client of another version of the SDK' : String(made)
  throw adapterError('invalid_argument', `The function that makes the Centrifuge client returned ${what}.`, {
    hint: hint('factory'),
  })
}
