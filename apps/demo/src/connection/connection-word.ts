import type { ConnectionState, ConnectionStatus } from '@herenow/react'

const words: Readonly<Record<ConnectionStatus, string>> = {
  initialized: 'Not connected',
  connecting: 'Connecting…',
  connected: 'Connected',
  disconnected: 'Reconnecting…',
  closing: 'Closing…',
  closed: 'Closed',
  failed: 'Connection failed',
}

/**
 * How the connection stands, in a word; `null` for a blip, which is no news. Firefox ends the sockets of a page before
 * it leaves the page, so whoever speaks at once says "Reconnecting…" with every reload.
 */
export function connectionWord(state: ConnectionState): string | null {
  const isBlip = state.status === 'disconnected' && !state.lost && !state.unreachable
  return isBlip ? null : words[state.status]
}
