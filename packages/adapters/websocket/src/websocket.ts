import type { Adapter, Capabilities } from '@herenow/adapter'
import { clientLimits } from '@herenow/protocol'
import { createProofKeeper } from './attach-proofs.ts'
import { openSession } from './session.ts'
import type { WebsocketOptions } from './socket-url.ts'
import { parseSocketUrl } from './socket-url.ts'

const capabilities: Capabilities = {
  recovery: 'position',
  history: 'full',
  order: 'channel',
  // Whether the server checks tokens, the adapter can't know.
  identity: 'claimed',
  confirm: true,
  receipts: true,
  idempotency: true,
  timestamps: 'service',
  retention: 'message',
  presence: { state: true, connections: true, enter: 'explicit' },
  occupancy: 'push',
  hereNow: 'global',
  whereNow: true,
  signals: true,
  maxMessageBytes: clientLimits.messageBytes,
  maxSignalBytes: clientLimits.signalBytes,
  maxStateBytes: clientLimits.stateBytes,
}

/**
 * The adapter for a Herenow server. `url`: `ws://` or `wss://`, with options in its query if need be. Throws
 * `invalid_argument` for an invalid URL and for unknown options.
 */
export function websocket(url: string, options: WebsocketOptions = {}): Adapter {
  const address = parseSocketUrl(url, options)
  const proofsOf = createProofKeeper()
  return {
    spec: 'v1',
    name: 'websocket',
    capabilities,
    open: (context) => openSession(context, address, proofsOf),
  }
}
