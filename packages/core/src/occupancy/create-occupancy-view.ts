import type { ChannelOccupancy, HereNow, OccupancyEvent } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { insideClient } from '../client/inside.ts'
import type { Client } from '../client/client.ts'
import { toRealtimeError } from '../client/problems.ts'
import type { Need } from '../connection/need.ts'
import { createNeed } from '../connection/need.ts'
import type { SlicedStore } from '../store/sliced-store.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { Release } from '../store/store.ts'
import type { OccupancyState, OccupancyView, OccupancyViewQuery } from './occupancy-view.ts'
import type { OccupancyFollower } from './occupancy-watches.ts'
import { OccupancyWatches } from './occupancy-watches.ts'

const unknownOccupancy: OccupancyState = {
  status: 'pending',
  error: null,
  totalChannels: 0,
  totalOccupancy: 0,
  channels: Object.freeze(Object.create(null) as Record<string, ChannelOccupancy>),
}

const watchesOf = new WeakMap<ClientCore, OccupancyWatches>()

/**
 * A shared, followed answer to `client.hereNow`: asked at the first lease, followed while leased. Equal queries give
 * the same view. Throws `invalid_argument` for an object that `createClient` didn't make.
 */
export function occupancyView(client: Client, query: OccupancyViewQuery = {}): OccupancyView {
  return insideClient(client, (core) => {
    const watches = watchesOf.get(core) ?? new OccupancyWatches(core)
    watchesOf.set(core, watches)
    const { channels, includeMembers = false, includeState = false, live = true } = query
    const key = JSON.stringify([channels && [...channels].sort(), includeMembers, includeState, live])
    const view = watches.views.get(key) ?? new View(core, watches, query, key).public
    watches.views.set(key, view)
    return view
  })
}

class View implements OccupancyFollower {
  readonly public: OccupancyView
  readonly channels: readonly string[] | null
  readonly isLive: boolean
  readonly #client: ClientCore
  readonly #watches: OccupancyWatches
  readonly #query: OccupancyViewQuery
  readonly #key: string
  readonly #slices: SlicedStore<{ occupancy: OccupancyState }>
  readonly #need: Need
  #state: OccupancyState = unknownOccupancy
  #asking: Promise<void> | null = null
  #askAgain = false
  #started = false

  constructor(client: ClientCore, watches: OccupancyWatches, query: OccupancyViewQuery, key: string) {
    this.#client = client
    this.#watches = watches
    this.#query = query
    this.#key = key
    this.channels = query.channels ?? null
    this.isLive = query.live !== false && client.capabilities.occupancy === 'push'
    this.#slices = createSlicedStore<{ occupancy: OccupancyState }>({ occupancy: unknownOccupancy }, client.report)
    this.#need = createNeed(client, () => this.#stop())
    this.public = { ...this.#slices.view('occupancy'), lease: () => this.#lease(), refresh: () => this.#ask() }
  }

  counts(event: OccupancyEvent): void {
    const wanted = event.counts.filter(({ channel }) => this.channels === null || this.channels.includes(channel))
    if (wanted.length === 0 || this.#state.status !== 'ready') return
    const channels = Object.assign(Object.create(null) as Record<string, ChannelOccupancy>, this.#state.channels)
    let changed = false
    for (const { channel, occupancy } of wanted) {
      const before = channels[channel]
      if ((before?.occupancy ?? 0) === occupancy) continue
      changed = true
      if (occupancy === 0 && this.channels === null) delete channels[channel]
      else channels[channel] = { ...before, occupancy }
    }
    if (!changed) return
    this.#set(withTotals({ ...this.#state, channels }))
    if (this.#query.includeMembers === true) void this.#ask()
  }

  connected(): void {
    // Counts come by themselves; members don't, and an error stays until something else is known.
    const isStale = this.isLive && this.#query.includeMembers === true && this.#state.status === 'ready'
    if (isStale || this.#state.status === 'error') void this.#ask()
  }

  end(): void {
    this.#need.clear()
  }

  #lease(): Release {
    const release = this.#need.lease()
    if (this.#started) return release
    this.#started = true
    this.#watches.add(this)
    void this.#ask()
    return release
  }

  #stop(): void {
    this.#started = false
    this.#watches.delete(this)
    // An equal query may have got another view since this one was last let go.
    if (this.#watches.views.get(this.#key) === this.public) this.#watches.views.delete(this.#key)
  }

  /** One request at a time; a call meanwhile makes one more after it. */
  #ask(): Promise<void> {
    if (this.#asking !== null) this.#askAgain = true
    this.#asking ??= this.#askUntilCurrent()
    return this.#asking
  }

  async #askUntilCurrent(): Promise<void> {
    do {
      this.#askAgain = false
      await this.#askOnce()
    } while (this.#askAgain)
    this.#asking = null
  }

  async #askOnce(): Promise<void> {
    const { channels, includeMembers, includeState } = this.#query
    try {
      const session = await this.#client.connected()
      this.#take(await session.hereNow({ channels, includeMembers, includeState }))
    } catch (error) {
      this.#set({ ...this.#state, status: 'error', error: toRealtimeError(error, 'Asking who is here') })
    }
  }

  #take(answer: HereNow): void {
    const { totalChannels, totalOccupancy, channels } = answer
    this.#set({ status: 'ready', error: null, totalChannels, totalOccupancy, channels })
  }

  #set(state: OccupancyState): void {
    this.#state = state
    this.#client.pacer.mark(this.#publish)
  }

  readonly #publish = (): void => this.#slices.commit({ occupancy: this.#state })
}

function withTotals(state: OccupancyState): OccupancyState {
  const counts = Object.values(state.channels).map(({ occupancy }) => occupancy)
  return {
    ...state,
    totalChannels: counts.filter((occupancy) => occupancy > 0).length,
    totalOccupancy: counts.reduce((sum, occupancy) => sum + occupancy, 0),
  }
}
