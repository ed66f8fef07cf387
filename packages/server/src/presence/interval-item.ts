import type { PresenceIntervalItem, WireConnection, WireDeparture, WirePresenceChange } from '@herenow/protocol'
import { encodeItem, limits } from '@herenow/protocol'

/**
 * The item that tells a crowded channel's changes, as JSON text. More than a page of them would cost every receiver
 * more than the list itself read when it suits them: then it only says so.
 */
export function intervalText(
  channel: string,
  revision: number,
  occupancy: number,
  changes: readonly WirePresenceChange[],
): string {
  const item: PresenceIntervalItem = {
    type: 'presence-interval',
    channel,
    revision,
    occupancy,
    joined: entriesOf(changes, 'enter'),
    updated: entriesOf(changes, 'update'),
    left: departuresOf(changes, 'leave'),
    timedOut: departuresOf(changes, 'timeout'),
  }
  const text = encodeItem(item)
  if (text.length <= limits.pageBytes) return text
  return encodeItem({ ...item, joined: [], updated: [], left: [], timedOut: [], refresh: true })
}

function entriesOf(changes: readonly WirePresenceChange[], wanted: 'enter' | 'update'): readonly WireConnection[] {
  return changes.flatMap(({ action, ...connection }) => (action === wanted ? [connection] : []))
}

function departuresOf(changes: readonly WirePresenceChange[], wanted: 'leave' | 'timeout'): readonly WireDeparture[] {
  return changes.flatMap(({ action, connectionId, clientId }) =>
    action === wanted ? [{ connectionId, clientId }] : [],
  )
}
