import type { OccupancyEvent } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import type { OccupancyView } from './occupancy-view.ts'

/** One query's answer, while somebody looks at it. `channels: null`: of all. */
export interface OccupancyFollower {
  readonly channels: readonly string[] | null
  /** Wants to hear of new counts. */
  readonly isLive: boolean
  counts(event: OccupancyEvent): void
  /** The connection is there: what is out of date is asked again. */
  connected(): void
  /** The client was closed. */
  end(): void
}

/** A client's views by query; joins what those that are looked at follow into the session's one watch. */
export interface OccupancyWatches {
  readonly views: Map<string, OccupancyView>
  add(follower: OccupancyFollower): void
  delete(follower: OccupancyFollower): void
}

export function createOccupancyWatches(client: ClientCore): OccupancyWatches {
  const followers = new Set<OccupancyFollower>()

  function live(): readonly OccupancyFollower[] {
    return [...followers].filter(({ isLive }) => isLive)
  }

  /** Tells the session what is followed. */
  function tell(): void {
    const channels = [...new Set(live().flatMap((follower) => follower.channels ?? []))]
    client.session?.watchOccupancy({ channels, all: live().some((follower) => follower.channels === null) })
  }

  client.occupancy.add((event) => live().forEach((follower) => follower.counts(event)))
  client.runner.store.subscribe(({ status }) => {
    // A session is open, perhaps a new one, and not connected yet.
    if (status === 'connecting') tell()
    for (const follower of followers) {
      if (status === 'connected') follower.connected()
      if (status === 'closed' && client.ended) follower.end()
    }
  })
  return {
    views: new Map(),
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
