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
export class OccupancyWatches {
  readonly views: Map<string, OccupancyView> = new Map<string, OccupancyView>()
  readonly #client: ClientCore
  readonly #followers = new Set<OccupancyFollower>()

  constructor(client: ClientCore) {
    this.#client = client
    client.occupancy.add((event) => {
      for (const follower of this.#live()) follower.counts(event)
    })
    client.runner.store.subscribe(({ status }) => {
      // A session is open, perhaps a new one, and not connected yet.
      if (status === 'connecting') this.#tell()
      for (const follower of this.#followers) {
        if (status === 'connected') follower.connected()
        if (status === 'closed' && client.ended) follower.end()
      }
    })
  }

  add(follower: OccupancyFollower): void {
    this.#followers.add(follower)
    if (follower.isLive) this.#tell()
  }

  delete(follower: OccupancyFollower): void {
    this.#followers.delete(follower)
    if (follower.isLive) this.#tell()
  }

  /** Tells the session what is followed. */
  #tell(): void {
    const live = this.#live()
    const channels = [...new Set(live.flatMap((follower) => follower.channels ?? []))]
    this.#client.session?.watchOccupancy({ channels, all: live.some((follower) => follower.channels === null) })
  }

  #live(): readonly OccupancyFollower[] {
    return [...this.#followers].filter(({ isLive }) => isLive)
  }
}
