import type { Capabilities } from '@herenow/adapter'

/** What RabbitMQ can do over STOMP, with streams. */
export const capabilities: Capabilities = {
  recovery: 'position',
  // A stream is read from an offset on; nothing reads it backwards.
  history: 'forward',
  order: 'channel',
  identity: 'claimed',
  confirm: true,
  receipts: false,
  // A message that is sent again is stored again.
  idempotency: false,
  // Messages carry the clock of who published: RabbitMQ doesn't tell its own.
  timestamps: 'publisher',
  // A stream forgets from its old end on, and no message before the others.
  retention: 'store',
  presence: 'none',
  occupancy: 'none',
  hereNow: 'none',
  whereNow: false,
  signals: true,
  maxMessageBytes: 65_536,
  maxSignalBytes: 1_024,
  maxStateBytes: 4_096,
}

/** What is left where nothing is kept: each subscriber has a queue of its own, and those fill in orders of their own. */
export const withoutStreams: Partial<Capabilities> = { recovery: 'none', history: 'none', order: 'publisher' }

/** What depends on the server and the options. `server`: how it greets, such as `RabbitMQ/3.10.8`. */
export function lesserCapabilities(server: string, streams: boolean | undefined): Partial<Capabilities> {
  return streams === false || isBeforeStreams(server) ? withoutStreams : {}
}

function isBeforeStreams(server: string): boolean {
  const [, major, minor] = /^RabbitMQ\/(\d+)\.(\d+)/.exec(server) ?? []
  return major !== undefined && (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 9))
}
