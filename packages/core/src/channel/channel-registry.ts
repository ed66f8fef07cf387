import { assertChannelName } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import type { ChannelCore } from './channel-core.ts'
import { createChannelCore } from './channel-core.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { Channel } from './channel.ts'

/** How long, and of how many detached channels, log and position are kept, so that a remount shows them at once. */
const keepFor = 300_000
const keepChannels = 20
/** Names that may be known before those whose channels have been collected are looked for. */
const firstSweep = 100

/**
 * One shared channel per name. Channels are held while there is a reason: somebody wants, hears or publishes something,
 * or the channel was just detached. All others are known weakly, so that whoever still has one gets the same object and
 * nobody else pays for it.
 */
export interface ChannelRegistry {
  /** Throws `invalid_argument` when the name can't be a channel's. */
  get(name: string, options: ChannelOptions | undefined): Channel
  /** The channel of this name, if anybody still has it. */
  find(name: string): ChannelCore | undefined
  /** All that there is a reason to hold. */
  all(): readonly ChannelCore[]
  /** There is a reason to hold the channel. */
  hold(channel: ChannelCore): void
  /** A reason may have ended. */
  review(channel: ChannelCore): void
  /** The channel is about to attach, after nobody wanted it. */
  revive(channel: ChannelCore): void
  /** The channel was detached. */
  retire(channel: ChannelCore): void
  /** One channel less is attached: the first that found no room asks again. */
  roomFreed(): void
}

export function createChannelRegistry(client: ClientCore): ChannelRegistry {
  const known = new Map<string, WeakRef<ChannelCore>>()
  const held = new Set<ChannelCore>()
  /** When each detached channel was detached, oldest first. */
  const retired = new Map<ChannelCore, number>()
  let nextSweep = firstSweep

  const find = (name: string): ChannelCore | undefined => known.get(name)?.deref()

  function create(name: string): ChannelCore {
    assertChannelName(name)
    const channel = createChannelCore(client, name)
    known.set(name, new WeakRef(channel))
    if (known.size > nextSweep) sweep()
    return channel
  }

  function sweep(): void {
    for (const [name, reference] of Array.from(known)) if (!reference.deref()) known.delete(name)
    nextSweep = Math.max(firstSweep, 2 * known.size)
  }

  function review(channel: ChannelCore): void {
    if (channel.isIdle && !retired.has(channel)) held.delete(channel)
  }

  return {
    get(name, options) {
      const channel = find(name) ?? create(name)
      if (options) channel.propose(options)
      return channel.public
    },
    find,
    all: () => [...held],
    hold: (channel) => void held.add(channel),
    review,
    revive(channel) {
      const since = retired.get(channel) ?? Infinity
      retired.delete(channel)
      if (client.clock.now() - since > keepFor) channel.forget()
    },
    retire(channel) {
      held.add(channel)
      retired.delete(channel)
      retired.set(channel, client.clock.now())
      for (const oldest of Array.from(retired.keys())) {
        if (retired.size <= keepChannels) return
        retired.delete(oldest)
        if (oldest.isUnwanted) oldest.forget()
        review(oldest)
      }
    },
    roomFreed() {
      for (const { attachment } of Array.from(held)) if (attachment.waitsForRoom) return attachment.askAgain()
    },
  }
}
