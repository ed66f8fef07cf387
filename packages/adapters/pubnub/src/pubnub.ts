import { adapterError } from '@herenow/adapter'
import type { Adapter, Capabilities } from '@herenow/adapter'
import type { NeededOptions, PubNubFactory } from './factory.ts'
import { hint } from './hints.ts'
import { longestName } from './channel-names.ts'
import { maxMessageBytes, maxSignalBytes } from './publisher.ts'
import type { SdkClient } from './sdk.ts'
import { checkedClient } from './sdk.ts'
import { openSession } from './session.ts'

const capabilities: Capabilities = {
  recovery: 'position',
  history: 'full',
  order: 'publisher',
  identity: 'claimed',
  confirm: true,
  receipts: true,
  idempotency: false,
  timestamps: 'service',
  retention: 'store',
  presence: { state: true, connections: false, enter: 'with-attach' },
  occupancy: 'poll',
  hereNow: 'global',
  whereNow: true,
  signals: true,
  maxChannelNameBytes: longestName,
  maxMessageBytes,
  maxSignalBytes,
  maxStateBytes: 4_096,
}

/**
 * The adapter for PubNub, with the SDK `pubnub` of version 7, which the app brings along. Throws `invalid_argument` for what
 * is not a factory.
 */
export function pubnub(make: PubNubFactory): Adapter {
  checkFactory(make)
  const made = new WeakSet<SdkClient>()

  function makeClient(needed: NeededOptions): SdkClient {
    const client = checkedClient(attempt(() => make(needed)))
    if (made.has(client)) {
      throw adapterError('invalid_argument', 'The PubNub client is in use already.', { hint: hint('shared') })
    }
    made.add(client)
    return client
  }

  return { spec: 'v1', name: 'pubnub', capabilities, open: (context) => openSession(context, makeClient) }
}

function checkFactory(make: unknown): void {
  if (typeof make === 'function') return
  throw adapterError('invalid_argument', 'pubnub: the function that makes the client is missing.', {
    hint: hint('factory'),
  })
}

/** The SDK throws where it can't use what it is given, such as an `origin` that is no text. */
function attempt(make: () => unknown): unknown {
  try {
    return make()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw adapterError('invalid_argument', `The PubNub client could not be made: ${reason}`, {
      hint: hint('options'),
      cause,
    })
  }
}
