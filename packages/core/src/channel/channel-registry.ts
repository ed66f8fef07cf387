import { assertChannelName } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { ChannelCore } from './channel-core.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { Channel } from './channel.ts'

/** How long, and of how many detached channels, log and position are kept, so that a remount shows them at once. */
const keepFor = 300_000
const keepChannels = 20

/**
 * One shared channel per name. Channels in use are held; one that has long been detached is held weakly, so that
 * whoever still has it gets the same object and nobody else pays for it.
 */
export class ChannelRegistry {
  readonly #client: ClientCore
  readonly #held = new Map<string, ChannelCore>()
  readonly #weak = new Map<string, WeakRef<ChannelCore>>()
  /** When each detached channel was detached, oldest first. */
  readonly #retired = new Map<ChannelCore, number>()

  constructor(client: ClientCore) {
    this.#client = client
  }

  /** Throws `invalid_argument` when the name can't be a channel's. */
  get(name: string, options: ChannelOptions | undefined): Channel {
    const channel = this.#held.get(name) ?? this.#weak.get(name)?.deref() ?? this.#create(name)
    if (options !== undefined) channel.propose(options)
    return channel.public
  }

  /** The channel of this name, if something may be under way for it. */
  inUse(name: string): ChannelCore | undefined {
    return this.#held.get(name)
  }

  /** All that something may be under way for. */
  all(): readonly ChannelCore[] {
    return [...this.#held.values()]
  }

  /** The channel is in use. */
  hold(channel: ChannelCore): void {
    this.#held.set(channel.name, channel)
    this.#weak.delete(channel.name)
  }

  /** The channel is about to attach, after nobody wanted it. */
  revive(channel: ChannelCore): void {
    const since = this.#retired.get(channel)
    this.#retired.delete(channel)
    if (since !== undefined && this.#client.clock.now() - since > keepFor) channel.forget()
  }

  /** The channel was detached. */
  retire(channel: ChannelCore): void {
    this.#retired.delete(channel)
    this.#retired.set(channel, this.#client.clock.now())
    for (const oldest of this.#retired.keys()) {
      if (this.#retired.size <= keepChannels) return
      this.#retired.delete(oldest)
      if (oldest.isIdle) this.#letGo(oldest)
    }
  }

  #create(name: string): ChannelCore {
    assertChannelName(name)
    const channel = new ChannelCore(this.#client, name)
    this.#held.set(name, channel)
    return channel
  }

  #letGo(channel: ChannelCore): void {
    channel.forget()
    this.#held.delete(channel.name)
    for (const [name, reference] of this.#weak) if (reference.deref() === undefined) this.#weak.delete(name)
    this.#weak.set(channel.name, new WeakRef(channel))
  }
}
