import { assertChannelName } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import type { ChannelCore } from './channel-core.ts'
import { createChannelCore } from './channel-core.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { Channel } from './channel.ts'

/** How long, and of how many detached channels, log and position are kept, so that a remount shows them at once. */
const keepFor = 300_000
const keepChannels = 20

/**
 * One shared channel per name. Channels in use are held; one that has long been detached is held weakly, so that
 * whoever still has it gets the same object and nobody else pays for it.
 */
export interface ChannelRegistry {
  /** Throws `invalid_argument` when the name can't be a channel's. */
  get(name: string, options: ChannelOptions | undefined): Channel
  /** The channel of this name, if anybody still has it. */
  find(name: string): ChannelCore | undefined
  /** All that something may be under way for. */
  all(): readonly ChannelCore[]
  /** The channel is in use. */
  hold(channel: ChannelCore): void
  /** The channel is about to attach, after nobody wanted it. */
  revive(channel: ChannelCore): void
  /** The channel was detached. */
  retire(channel: ChannelCore): void
}

export function createChannelRegistry(client: ClientCore): ChannelRegistry {
  const known = new Map<string, WeakRef<ChannelCore>>()
  const held = new Set<ChannelCore>()
  /** When each detached channel was detached, oldest first. */
  const retired = new Map<ChannelCore, number>()

  const find = (name: string): ChannelCore | undefined => known.get(name)?.deref()

  function create(name: string): ChannelCore {
    assertChannelName(name)
    const channel = createChannelCore(client, name)
    known.set(name, new WeakRef(channel))
    held.add(channel)
    return channel
  }

  function letGo(channel: ChannelCore): void {
    channel.forget()
    held.delete(channel)
    for (const name of known.keys()) if (!find(name)) known.delete(name)
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
    revive(channel) {
      const since = retired.get(channel) ?? Infinity
      retired.delete(channel)
      if (client.clock.now() - since > keepFor) channel.forget()
    },
    retire(channel) {
      retired.delete(channel)
      retired.set(channel, client.clock.now())
      for (const oldest of retired.keys()) {
        if (retired.size <= keepChannels) return
        retired.delete(oldest)
        if (oldest.isIdle) letGo(oldest)
      }
    },
  }
}
