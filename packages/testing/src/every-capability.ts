import type { Capabilities } from '@herenow/adapter'

/** Of a service that can do everything that the contract knows. */
export const everything: Capabilities = {
  recovery: 'position',
  history: 'full',
  order: 'channel',
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
  maxMessageBytes: 65_536,
  maxSignalBytes: 64,
  maxStateBytes: 4_096,
}
