import type { Adapter, Capabilities } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { RealtimeClient } from 'ably'
import type { AblyFactory, NeededOptions } from './factory.ts'
import { hint } from './hints.ts'
import { maxMessageBytes, maxSignalBytes } from './publisher.ts'
import { openSession } from './session.ts'

const capabilities: Capabilities = {
  recovery: 'session',
  history: 'full',
  order: 'publisher',
  identity: 'verified',
  confirm: true,
  receipts: true,
  idempotency: false,
  timestamps: 'service',
  retention: 'channel',
  presence: { state: true, connections: true, enter: 'explicit' },
  occupancy: 'poll',
  hereNow: 'channel',
  whereNow: false,
  signals: true,
  maxMessageBytes,
  maxSignalBytes,
  maxStateBytes: 4_096,
}

/**
 * The adapter for Ably, with the SDK `ably` of version 2, which the app brings along. Throws `invalid_argument` for what is
 * not a factory.
 */
export function ably(make: AblyFactory): Adapter {
  checkFactory(make)
  const made = new WeakSet<RealtimeClient>()

  function makeClient(needed: NeededOptions): RealtimeClient {
    const client = checkedClient(attempt(() => make(needed)))
    const { state } = client.connection
    if (made.has(client) || state !== 'initialized') {
      throw adapterError('invalid_argument', `The Ably client is in use already: it is ${state}.`, {
        hint: hint('shared'),
      })
    }
    made.add(client)
    return client
  }

  return { spec: 'v1', name: 'ably', capabilities, open: (context) => openSession(context, makeClient) }
}

function checkFactory(make: unknown): void {
  if (typeof make === 'function') return
  throw adapterError('invalid_argument', 'ably: the function that makes the client is missing.', {
    hint: hint('factory'),
  })
}

/** The SDK throws where it can't use what it is given, such as a key without a secret. */
function attempt(make: () => RealtimeClient): unknown {
  try {
    return make()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw adapterError('invalid_argument', `The Ably client could not be made: ${reason}`, {
      hint: hint('options'),
      cause,
    })
  }
}

/** What a client of version 2 has. The connection of version 1 can't make a recovery key. */
const parts = { connection: 'createRecoveryKey', channels: 'release', auth: 'authorize' } as const

function checkedClient(made: unknown): RealtimeClient {
  const isClient = Object.entries(parts).every(([name, method]) => hasMethod(partOf(made, name), method))
  if (isClient) return made as RealtimeClient
  const what = typeof made === 'object' && made !== null ? 'a client of another version of the SDK' : String(made)
  throw adapterError('invalid_argument', `The function that makes the Ably client returned ${what}.`, {
    hint: hint('factory'),
  })
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof partOf(value, name) === 'function'
}
