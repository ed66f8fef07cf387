import type { Capabilities } from '@herenow/adapter'

/** What the hub can do: what a Herenow server can do. */
export const capabilities: Capabilities = {
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
