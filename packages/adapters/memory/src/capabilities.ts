import type { Capabilities } from '@herenow/adapter'

/** What the hub can do: all that the contract has names for and a Herenow server can do, too. */
export const capabilities: Capabilities = {
  recovery: 'position',
  history: 'full',
  order: 'channel',
  identity: 'claimed',
  confirm: true,
  idempotency: true,
  presence: { state: true, connections: true, enter: 'explicit' },
  occupancy: 'push',
  hereNow: 'global',
  whereNow: true,
  wildcards: false,
  groups: false,
  signals: true,
  transactions: false,
  rpc: false,
  filters: false,
  maxMessageBytes: 65_536,
  maxSignalBytes: 64,
  maxStateBytes: 4_096,
}
