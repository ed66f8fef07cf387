import type { PresenceAction } from '@herenow/adapter'
import type { WireConnection, WirePresenceChange } from '@herenow/protocol'

/** What has become of one connection's presence; of who goes, the entry as it was last. */
export interface PresenceChange extends WireConnection {
  readonly action: PresenceAction
}

/** A change as it is told: who goes needs no more than ids. */
export function wireChange({ action, ...connection }: PresenceChange): WirePresenceChange {
  if (action === 'enter' || action === 'update') return { action, ...connection }
  return { action, connectionId: connection.connectionId, clientId: connection.clientId }
}
