import type { AdapterSession, OccupancyEvent } from '@herenow/adapter'
import type { Pacer } from '../store/pacer.ts'

/** Follows counts for one view. `channels: null`: all. */
export interface OccupancyFollower {
  readonly channels: readonly string[] | null
  counts(event: OccupancyEvent): void
}

/** Joins what all views follow into the session's one watch. */
export class OccupancyWatches {
  readonly #followers = new Set<OccupancyFollower>()
  readonly #session: () => AdapterSession | null
  readonly #pacer: Pacer

  constructor(session: () => AdapterSession | null, pacer: Pacer) {
    this.#session = session
    this.#pacer = pacer
  }

  add(follower: OccupancyFollower): void {
    this.#followers.add(follower)
    this.send()
  }

  delete(follower: OccupancyFollower): void {
    if (this.#followers.delete(follower)) this.send()
  }

  /** Tells the session, also a new one. */
  send(): void {
    const followers = [...this.#followers]
    const channels = [...new Set(followers.flatMap((follower) => follower.channels ?? []))]
    this.#session()?.watchOccupancy({ channels, all: followers.some((follower) => follower.channels === null) })
  }

  receive(event: OccupancyEvent): void {
    this.#pacer.batch(() => {
      for (const follower of this.#followers) follower.counts(event)
    })
  }
}
