import type { ChannelOccupancy, OccupancyEvent, Timer } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { insideClient } from '../client/inside-client.ts'
import type { Client } from '../client/client.ts'
import { toRealtimeError } from '../client/errors.ts'
import { createDemand } from '../connection/demand.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { OccupancyState, OccupancyView, OccupancyViewQuery } from './occupancy-view.ts'
import type { OccupancyFollower, OccupancyWatches } from './occupancy-watches.ts'
import { createOccupancyWatches } from './occupancy-watches.ts'

/** Milliseconds between two questions where counts don't come by themselves. */
const pollInterval = 10_000

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
    const watches = watchesOf.get(core) ?? createOccupancyWatches(core)
    watchesOf.set(core, watches)
    const { channels, includeMembers = false, includeState = false, live = true } = query
    const key = JSON.stringify([channels && [...channels].sort(), includeMembers, includeState, live])
    const known = watches.find(key)
    if (known) return known
    const view = createView(core, watches, query, key)
    watches.know(key, view)
    return view
  })
}

/** `key`: stands for the query. */
function createView(
  client: ClientCore,
  watches: OccupancyWatches,
  query: OccupancyViewQuery,
  key: string,
): OccupancyView {
  const { channels = null, includeMembers, includeState, live = true } = query
  const { clock } = client
  const slices = createSlicedStore<{ occupancy: OccupancyState }>({ occupancy: unknownOccupancy }, client.report)
  const demand = createDemand(client, stop)
  let state = unknownOccupancy
  let asking: Promise<void> | null = null
  let askAgain = false
  let started = false
  let pollTimer: Timer = null

  const follower: OccupancyFollower = {
    get view() {
      return view
    },
    channels,
    get isLive() {
      return comes('push')
    },
    counts({ counts }) {
      const wanted = counts.filter(({ channel }) => channels === null || channels.includes(channel))
      const changed = state.status === 'ready' ? withCounts(state, wanted, channels === null) : state
      if (changed === state) return
      set(changed)
      if (includeMembers) void ask()
    },
    connected() {
      // Counts come by themselves; members don't, and an error stays until something else is known.
      const isStale = comes('push') && includeMembers && state.status === 'ready'
      if (isStale || state.status === 'error') void ask()
    },
    end() {
      demand.clear()
      clock.clearTimeout(pollTimer)
    },
  }

  /** Counts are followed, and this is how they come. */
  function comes(how: 'push' | 'poll'): boolean {
    return live && client.capabilities.occupancy === how
  }

  function stop(): void {
    started = false
    clock.clearTimeout(pollTimer)
    watches.delete(follower)
    // Whoever asks again later must not see what was true long ago.
    watches.forget(key, view)
  }

  /** Where the service doesn't push, it is asked again as long as somebody looks. While away, the last answer stays. */
  function pollSoon(): void {
    clock.clearTimeout(pollTimer)
    if (!started || !comes('poll') || client.ended) return
    pollTimer = clock.setTimeout(() => (client.isConnected ? void ask() : pollSoon()), pollInterval)
  }

  /** One request at a time; a call meanwhile makes one more after it. */
  function ask(): Promise<void> {
    if (asking) askAgain = true
    asking ??= askUntilCurrent()
    return asking
  }

  async function askUntilCurrent(): Promise<void> {
    do {
      askAgain = false
      await askOnce()
    } while (askAgain)
    asking = null
    pollSoon()
  }

  async function askOnce(): Promise<void> {
    try {
      const session = await client.connected()
      const answer = await session.hereNow({ channels: query.channels, includeMembers, includeState })
      const { totalChannels, totalOccupancy } = answer
      set({ status: 'ready', error: null, totalChannels, totalOccupancy, channels: answer.channels })
    } catch (error) {
      set({ ...state, status: 'error', error: toRealtimeError(error, 'Asking who is here') })
    }
  }

  function set(next: OccupancyState): void {
    state = next
    client.pacer.mark(publish)
  }

  function publish(): void {
    slices.commit({ occupancy: state })
  }

  const view: OccupancyView = {
    ...slices.view('occupancy'),
    lease() {
      const release = demand.lease()
      if (!started) {
        started = true
        watches.add(follower)
        void ask()
      }
      return release
    },
    refresh: ask,
  }
  return view
}

/** The same state when the counts say nothing new. `all`: every channel is followed, so empty ones go. */
function withCounts(state: OccupancyState, counts: OccupancyEvent['counts'], all: boolean): OccupancyState {
  const channels = Object.assign(Object.create(null) as Record<string, ChannelOccupancy>, state.channels)
  let changed = false
  for (const { channel, occupancy } of counts) {
    const before = channels[channel]
    if ((before?.occupancy ?? 0) === occupancy) continue
    changed = true
    if (occupancy === 0 && all) delete channels[channel]
    else channels[channel] = { ...before, occupancy }
  }
  return changed ? withTotals({ ...state, channels }) : state
}

function withTotals(state: OccupancyState): OccupancyState {
  const counts = Object.values(state.channels).map(({ occupancy }) => occupancy)
  return {
    ...state,
    totalChannels: counts.filter((occupancy) => occupancy > 0).length,
    totalOccupancy: counts.reduce((sum, occupancy) => sum + occupancy, 0),
  }
}
