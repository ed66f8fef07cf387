import type { AdapterSession, Capabilities, ChannelOccupancy, Clock, HereNow, OccupancyEvent } from '@herenow/adapter'
import { toRealtimeError } from '../client/problems.ts'
import { Need } from '../connection/need.ts'
import type { Pacer } from '../store/pacer.ts'
import type { Report } from '../store/report.ts'
import { SlicedStore } from '../store/sliced-store.ts'
import type { OccupancyState, OccupancyView, OccupancyViewQuery } from './occupancy-view.ts'
import type { OccupancyFollower, OccupancyWatches } from './occupancy-watches.ts'

export interface OccupancyViewOptions {
  readonly query: OccupancyViewQuery
  readonly capabilities: Capabilities
  readonly clock: Clock
  readonly lingerMs: number
  readonly pacer: Pacer
  readonly report: Report
  readonly watches: OccupancyWatches
  readonly connected: () => Promise<AdapterSession>
  /** Nobody looks at the view any more. */
  readonly onIdle: () => void
}

export const unknownOccupancy: OccupancyState = {
  status: 'pending',
  error: null,
  totalChannels: 0,
  totalOccupancy: 0,
  channels: Object.freeze(Object.create(null) as Record<string, ChannelOccupancy>),
}

/** Makes the shared answer to one query: asked at the first lease, followed while leased. */
export function createOccupancyView(options: OccupancyViewOptions): OccupancyView {
  return new View(options).public
}

class View implements OccupancyFollower {
  readonly public: OccupancyView
  readonly channels: readonly string[] | null
  readonly #options: OccupancyViewOptions
  readonly #slices: SlicedStore<{ occupancy: OccupancyState }>
  readonly #need: Need
  readonly #publish: () => void
  #state: OccupancyState = unknownOccupancy
  #asking: Promise<void> | null = null
  #askAgain = false
  #following = false

  constructor(options: OccupancyViewOptions) {
    this.#options = options
    this.channels = options.query.channels ?? null
    this.#slices = new SlicedStore<{ occupancy: OccupancyState }>({ occupancy: unknownOccupancy }, options.report)
    this.#publish = () => this.#slices.commit({ occupancy: this.#state })
    this.#need = new Need(options.clock, options.lingerMs, () => this.#stop())
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
    if (this.#options.query.includeMembers === true) void this.#ask()
  }

  #lease(): () => void {
    const { capabilities, query, watches } = this.#options
    const release = this.#need.lease()
    if (!this.#following) {
      this.#following = true
      if ((query.live ?? true) && capabilities.occupancy === 'push') watches.add(this)
      void this.#ask()
    }
    return release
  }

  #stop(): void {
    this.#following = false
    this.#options.watches.delete(this)
    this.#options.onIdle()
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
    const { channels, includeMembers, includeState } = this.#options.query
    try {
      const session = await this.#options.connected()
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
    this.#options.pacer.mark(this.#publish)
  }
}

function withTotals(state: OccupancyState): OccupancyState {
  const counts = Object.values(state.channels).map(({ occupancy }) => occupancy)
  return {
    ...state,
    totalChannels: counts.filter((occupancy) => occupancy > 0).length,
    totalOccupancy: counts.reduce((sum, occupancy) => sum + occupancy, 0),
  }
}
