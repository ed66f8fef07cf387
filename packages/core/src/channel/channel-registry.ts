import type { Clock } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'

/** How long, and of how many detached channels, log and position are kept, so that a remount shows them at once. */
const keepFor = 300_000
const keepChannels = 20
/** Names that may be known before those whose channels have been collected are looked for. */
const firstSweep = 100

/** What the registry asks of a channel. */
export interface RegisteredChannel {
  /** Nobody wants the channel and no message is under way: its log and position are only kept for a while. */
  readonly isUnwanted: boolean
  /** Nor does anybody listen, and there is nothing that could be retried: no reason to hold the channel. */
  readonly isIdle: boolean
  /** The service has no room for the channel, and somebody still leases it. */
  readonly waitsForRoom: boolean
  /** The cause of a refusal may be gone: attaches again where somebody leases the channel. */
  attachAgain(): void
  /** Forgets log and position: they have been kept long enough. */
  forget(): void
}

/** What a channel's parts say of the reasons to hold it. */
export interface ChannelHold {
  /** There is a reason to hold the channel. */
  readonly keep: () => void
  /** A reason may have ended. */
  readonly review: () => void
  /** The channel is about to attach, after nobody wanted it. */
  readonly revive: () => void
  /** The channel was detached. */
  readonly retire: () => void
  /** One channel less is attached: the first that found no room asks again. */
  readonly roomFreed: () => void
}

/**
 * One shared channel per name. Channels are held while there is a reason: somebody wants, hears or publishes something,
 * or the channel was just detached. All others are known weakly, so that whoever still has one gets the same object and
 * nobody else pays for it.
 */
export interface ChannelRegistry<Channel extends RegisteredChannel> {
  /** The channel of this name; `create` makes it. Throws `invalid_argument` when the name can't be a channel's. */
  get(name: string, create: () => Channel): Channel
  /** The channel of this name, if anybody still has it. */
  find(name: string): Channel | undefined
  /** All that there is a reason to hold. */
  all(): readonly Channel[]
  /** For the parts of a channel. `channel`: asked for late, as it is made of them. */
  holdOf(channel: () => Channel): ChannelHold
}

export function createChannelRegistry<Channel extends RegisteredChannel>(
  clock: Pick<Clock, 'now'>,
): ChannelRegistry<Channel> {
  const known = new Map<string, WeakRef<Channel>>()
  const strong = new Set<Channel>()
  /** When each detached channel was detached, oldest first. */
  const retired = new Map<Channel, number>()
  let nextSweep = firstSweep

  const find = (name: string): Channel | undefined => known.get(name)?.deref()

  function add(name: string, channel: Channel): Channel {
    known.set(name, new WeakRef(channel))
    if (known.size > nextSweep) sweep()
    return channel
  }

  function sweep(): void {
    for (const [name, reference] of Array.from(known)) if (!reference.deref()) known.delete(name)
    nextSweep = Math.max(firstSweep, 2 * known.size)
  }

  function review(channel: Channel): void {
    if (channel.isIdle && !retired.has(channel)) strong.delete(channel)
  }

  function revive(channel: Channel): void {
    const since = retired.get(channel) ?? Infinity
    retired.delete(channel)
    if (clock.now() - since > keepFor) channel.forget()
  }

  function retire(channel: Channel): void {
    strong.add(channel)
    retired.delete(channel)
    retired.set(channel, clock.now())
    for (const oldest of Array.from(retired.keys())) {
      if (retired.size <= keepChannels) return
      retired.delete(oldest)
      if (oldest.isUnwanted) oldest.forget()
      review(oldest)
    }
  }

  function roomFreed(): void {
    for (const channel of Array.from(strong)) if (channel.waitsForRoom) return channel.attachAgain()
  }

  return {
    get(name, create) {
      const found = find(name)
      if (found) return found
      assertChannelName(name)
      return add(name, create())
    },
    find,
    all: () => [...strong],
    holdOf: (channel) => ({
      keep: () => void strong.add(channel()),
      review: () => review(channel()),
      revive: () => revive(channel()),
      retire: () => retire(channel()),
      roomFreed,
    }),
  }
}
