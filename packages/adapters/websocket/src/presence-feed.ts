import type { PresenceConnection } from '@herenow/adapter'
import type { PresenceItem, PresenceSnapshotItem } from '@herenow/protocol'
import type { EventBatch } from './event-batch.ts'
import { presenceConnection } from './received.ts'

/** Changes held while a snapshot is on its way. Beyond it they are dropped, and another snapshot is asked for. */
const mostHeld = 1_000

/** Puts a channel's snapshots and changes in the order of their revisions. */
export interface PresenceFeed {
  change(item: PresenceItem): void
  snapshot(item: PresenceSnapshotItem): void
}

/** `sync` asks the server for a snapshot. */
export function createPresenceFeed(channel: string, events: EventBatch, sync: () => void): PresenceFeed {
  /** What observers have been told; `null`: a snapshot must come first. */
  let revision: number | null = null
  /** The newest that exists, as far as we know. */
  let newest = 0
  let held: PresenceItem[] = []
  let pages: PresenceConnection[] = []

  function apply(item: PresenceItem): void {
    if (revision === null || item.revision !== revision + 1) return
    revision = item.revision
    for (const { action, ...connection } of item.changes) {
      events.add({ type: 'presence', channel, action, connection: presenceConnection(connection) })
    }
  }

  /** A change is missing between what was told and the newest. */
  function catchUp(): void {
    if (revision === null || revision >= newest) return
    revision = null
    sync()
  }

  return {
    change(item) {
      newest = Math.max(newest, item.revision)
      if (revision === null) {
        if (held.length < mostHeld) held.push(item)
        return
      }
      apply(item)
      if (revision < newest) held = [item]
      catchUp()
    },
    snapshot(item) {
      if (item.first) pages = []
      // Changes that come between the pages wait: a later page must not bring back who has left.
      revision = null
      pages.push(...item.connections.map(presenceConnection))
      if (!item.last) return
      events.add({ type: 'presence-snapshot', channel, connections: pages, settling: item.settling })
      revision = item.revision
      newest = Math.max(newest, revision)
      pages = []
      held.forEach(apply)
      held = []
      catchUp()
    },
  }
}
