import { Buffer } from 'node:buffer'
import type { PresenceIntervalItem, WireConnection, WireDeparture } from '@herenow/protocol'
import { encodeItem, limits } from '@herenow/protocol'
import type { PresenceChange } from './presence-change.ts'

/**
 * The item that tells a crowded channel's changes, as JSON text. More than a page of them would cost every receiver
 * more than the list itself read when it suits them: then it only says so.
 */
export function intervalText(
  channel: string,
  revision: number,
  occupancy: number,
  changes: readonly PresenceChange[],
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
  if (Buffer.byteLength(text) <= limits.pageBytes) return text
  return encodeItem({ ...item, joined: [], updated: [], left: [], timedOut: [], refresh: true })
}

function entriesOf(changes: readonly PresenceChange[], wanted: 'enter' | 'update'): readonly WireConnection[] {
  return changes.flatMap(({ action, ...connection }) => (action === wanted ? [connection] : []))
}

function departuresOf(changes: readonly PresenceChange[], wanted: 'leave' | 'timeout'): readonly WireDeparture[] {
  return changes.flatMap(({ action, connectionId, clientId }) =>
    action === wanted ? [{ connectionId, clientId }] : [],
  )
}
