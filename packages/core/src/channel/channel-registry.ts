import type { Clock } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { ChannelContext } from './channel-context.ts'
import { ChannelCore } from './channel-core.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { Channel } from './channel.ts'
import { createChannel } from './create-channel.ts'

/** How long, and of how many detached channels, log and position are kept, so that a remount shows them at once. */
const keepFor = 300_000
const keepChannels = 20

interface Entry {
  readonly core: ChannelCore
  readonly channel: Channel
  readonly options: string
}

export interface ChannelRegistryOptions {
  readonly clock: Clock
  readonly createContext: (
    name: string,
    life: Pick<ChannelContext, 'onAttach' | 'onDetached'> & { onNeed(): void },
  ) => ChannelContext
  readonly warn: (message: string) => void
}

/**
 * One shared channel per name. Channels in use are held; one that has long been detached is held weakly, so that
 * whoever still has it gets the same object and nobody else pays for it.
 */
export class ChannelRegistry {
  readonly #options: ChannelRegistryOptions
  readonly #held = new Map<string, Entry>()
  readonly #weak = new Map<string, WeakRef<Entry>>()
  /** When each detached channel was detached, oldest first. */
  readonly #retired = new Map<Entry, number>()

  constructor(options: ChannelRegistryOptions) {
    this.#options = options
  }

  /** Throws `invalid_argument` when the name can't be a channel's. */
  get(name: string, options: ChannelOptions | undefined): Channel {
    const entry = this.#held.get(name) ?? this.#weak.get(name)?.deref() ?? this.#create(name, options ?? {})
    if (options !== undefined && JSON.stringify(options) !== entry.options) {
      this.#options.warn(`Channel "${name}" is already in use with other options; the first ones count.`)
    }
    return entry.channel
  }

  /** A channel that something may be under way for. */
  core(name: string): ChannelCore | undefined {
    return this.#held.get(name)?.core
  }

  cores(): readonly ChannelCore[] {
    return [...this.#held.values()].map((entry) => entry.core)
  }

  #create(name: string, options: ChannelOptions): Entry {
    assertChannelName(name)
    const context = this.#options.createContext(name, {
      onNeed: () => this.#hold(entry),
      onAttach: () => this.#revive(entry),
      onDetached: () => this.#retire(entry),
    })
    const core = new ChannelCore(context, options)
    const entry: Entry = { core, channel: createChannel(core), options: JSON.stringify(options) }
    this.#held.set(name, entry)
    return entry
  }

  #hold(entry: Entry): void {
    this.#held.set(entry.channel.name, entry)
    this.#weak.delete(entry.channel.name)
  }

  #revive(entry: Entry): void {
    const since = this.#retired.get(entry)
    this.#retired.delete(entry)
    if (since !== undefined && this.#options.clock.now() - since > keepFor) entry.core.forget()
  }

  #retire(entry: Entry): void {
    this.#retired.delete(entry)
    this.#retired.set(entry, this.#options.clock.now())
    for (const oldest of this.#retired.keys()) {
      if (this.#retired.size <= keepChannels) return
      this.#retired.delete(oldest)
      if (oldest.core.isIdle) this.#letGo(oldest)
    }
  }

  #letGo(entry: Entry): void {
    entry.core.forget()
    this.#held.delete(entry.channel.name)
    for (const [name, reference] of this.#weak) if (reference.deref() === undefined) this.#weak.delete(name)
    this.#weak.set(entry.channel.name, new WeakRef(entry))
  }
}
