import type { EventBatch, PresenceConnection, PresenceEvent } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type {
  PresenceIntervalItem,
  PresenceItem,
  PresenceSnapshotItem,
  WireConnection,
  WireDeparture,
  WirePresenceChange,
} from '@herenow/protocol'

/** Changes buffered while a snapshot is on its way. Beyond it they are dropped, and another snapshot is asked for. */
const mostBuffered = 1_000

type Change = PresenceItem | PresenceIntervalItem

/** What we are in each channel, which the server tells us before it tells everybody. */
interface OwnState {
  /** Everybody as they were told to be, with ourselves as we are. */
  correct(channel: string, connections: readonly PresenceConnection[]): readonly PresenceConnection[]
}

/** Puts a channel's snapshots and changes in the order of their revisions. */
export interface PresenceFeed {
  change(item: Change): void
  snapshot(item: PresenceSnapshotItem): void
  /** What the server has told only us, of ourselves. */
  own(event: PresenceEvent): void
}

export interface PresenceFeedNeeds {
  readonly channel: string
  readonly events: EventBatch
  readonly own: OwnState
  /** Asks the server for a snapshot. */
  readonly sync: () => void
}

export function createPresenceFeed({ channel, events, own, sync }: PresenceFeedNeeds): PresenceFeed {
  /** What observers have been told; `null`: a snapshot must come first. */
  let revision: number | null = null
  /** The newest that exists, as far as we know. */
  let newest = 0
  let buffered: (Change | PresenceEvent)[] = []
  let pages: PresenceConnection[] = []
  /** The next snapshot stands for changes that were too many to be told. */
  let refresh = false

  /** Everybody as they were told last: who leaves is told by ids alone. */
  const present = new Map<string, PresenceConnection>()

  function entered(entry: WireConnection): PresenceConnection {
    const { connectionId, clientId, info = null, state, enteredAt, updatedAt } = entry
    const connection = { connectionId, clientId, info, state, enteredAt, updatedAt }
    present.set(connectionId, connection)
    return connection
  }

  function left({ connectionId }: WireDeparture): PresenceConnection | undefined {
    const connection = present.get(connectionId)
    present.delete(connectionId)
    return connection
  }

  function startOver(): void {
    revision = null
    sync()
  }

  function take(item: Change | PresenceEvent): void {
    if (revision === null) {
      if (buffered.length < mostBuffered) buffered.push(item)
    } else if (!('revision' in item)) {
      events.add(item)
    } else if (item.revision > revision + 1) {
      buffered = [item]
      startOver()
    } else if (item.revision > revision) {
      revision = item.revision
      tell(item)
    }
  }

  function tell(item: Change): void {
    switch (item.type) {
      case 'presence':
        return item.changes.forEach(tellChange)
      case 'presence-interval':
        return tellInterval(item)
      default:
        return assertNever(item)
    }
  }

  function tellChange(change: WirePresenceChange): void {
    const { action } = change
    const connection = 'state' in change ? entered(change) : left(change)
    if (connection) events.add({ type: 'presence', channel, action, connection })
  }

  function tellInterval(item: PresenceIntervalItem): void {
    if (item.refresh) {
      refresh = true
      return startOver()
    }
    const { joined, updated } = item
    for (const gone of [...item.left, ...item.timedOut]) left(gone)
    events.add({ ...item, joined: joined.map(entered), updated: updated.map(entered) })
  }

  return {
    change(item) {
      newest = Math.max(newest, item.revision)
      take(item)
    },
    snapshot(item) {
      if (item.first) {
        pages = []
        present.clear()
      }
      // Changes that come between the pages wait: a later page must not bring back who has left.
      revision = null
      pages.push(...item.connections.map(entered))
      if (!item.last) return
      const connections = own.correct(channel, pages)
      events.add({ type: 'presence-snapshot', channel, connections, settling: item.settling, refresh })
      refresh = false
      revision = item.revision
      newest = Math.max(newest, revision)
      pages = []
      const waiting = buffered
      buffered = []
      waiting.forEach(take)
      // More had come than could be buffered.
      if (revision !== null && revision < newest) startOver()
    },
    own: take,
  }
}
