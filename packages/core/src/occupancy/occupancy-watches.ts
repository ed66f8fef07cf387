import type { OccupancyEvent } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { toRealtimeError } from '../client/errors.ts'
import type { OccupancyView } from './occupancy-view.ts'

/** Views that may be known before those that nobody has any more are looked for. */
const firstSweep = 100

/** One query's answer, while somebody looks at it. `channels: null`: of all. */
export interface OccupancyFollower {
  /** Held as long as it follows. */
  readonly view: OccupancyView
  readonly channels: readonly string[] | null
  /** Wants to hear of new counts. */
  readonly isLive: boolean
  counts(event: OccupancyEvent): void
  /** The connection is there: what is out of date is asked again. */
  connected(): void
  /** The client was closed. */
  end(): void
}

/**
 * A client's views by query; joins what those that are looked at follow into the session's one watch. A view that
 * nobody looks at is known weakly: a render that React throws away makes one and never leases it.
 */
export interface OccupancyWatches {
  /** The view of a query, if anybody still has it. */
  find(key: string): OccupancyView | undefined
  know(key: string, view: OccupancyView): void
  /** Nobody looks at the view any more: the next equal query starts anew. */
  forget(key: string, view: OccupancyView): void
  add(follower: OccupancyFollower): void
  delete(follower: OccupancyFollower): void
}

export function createOccupancyWatches(client: ClientCore): OccupancyWatches {
  const views = new Map<string, WeakRef<OccupancyView>>()
  const followers = new Set<OccupancyFollower>()
  let nextSweep = firstSweep

  function live(): readonly OccupancyFollower[] {
    return [...followers].filter(({ isLive }) => isLive)
  }

  /** Tells the session what is followed. */
  function tell(): void {
    const channels = [...new Set(live().flatMap((follower) => follower.channels ?? []))]
    const all = live().some((follower) => follower.channels === null)
    try {
      client.session?.watchOccupancy({ channels, all })
    } catch (thrown) {
      client.report(toRealtimeError(thrown, 'Following occupancy'))
    }
  }

  function sweep(): void {
    for (const [key, view] of Array.from(views)) if (!view.deref()) views.delete(key)
    nextSweep = Math.max(firstSweep, 2 * views.size)
  }

  client.occupancy.add((event) => live().forEach((follower) => follower.counts(event)))
  client.connection.store.subscribe(({ status }) => {
    // A session is open, perhaps a new one, and not connected yet.
    if (status === 'connecting' && live().length > 0) tell()
    for (const follower of Array.from(followers)) {
      if (status === 'connected') follower.connected()
      if (status === 'closed' && client.ended) follower.end()
    }
  })
  return {
    find: (key) => views.get(key)?.deref(),
    know(key, view) {
      views.set(key, new WeakRef(view))
      if (views.size > nextSweep) sweep()
    },
    forget(key, view) {
      // An equal query may have got another view since this one was last let go.
      if (views.get(key)?.deref() === view) views.delete(key)
    },
    add(follower) {
      followers.add(follower)
      if (follower.isLive) tell()
    },
    delete(follower) {
      followers.delete(follower)
      if (follower.isLive) tell()
    },
  }
}
