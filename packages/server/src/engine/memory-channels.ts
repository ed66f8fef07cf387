import type { MemoryChannel } from './memory-channel.ts'

/**
 * The channels of a memory engine, each in the list from which it is trimmed: those that nobody is attached to first,
 * the least recently used before all others.
 */
export class MemoryChannels {
  readonly #isAttached: (name: string) => boolean
  /** Least recently used first. A channel may stand here that somebody attached to since: it moves when it is met. */
  readonly #idle = new Map<string, MemoryChannel>()
  readonly #attached = new Map<string, MemoryChannel>()

  constructor(isAttached: (name: string) => boolean) {
    this.#isAttached = isAttached
  }

  /** Adds a channel, or moves a known one, as the most recently used of its list. */
  put(name: string, channel: MemoryChannel): void {
    this.delete(name)
    const list = this.#isAttached(name) ? this.#attached : this.#idle
    list.set(name, channel)
  }

  /** The channel, which from now on counts as the most recently used. */
  use(name: string): MemoryChannel | undefined {
    const channel = this.#idle.get(name) ?? this.#attached.get(name)
    if (channel !== undefined) this.put(name, channel)
    return channel
  }

  delete(name: string): void {
    if (!this.#idle.delete(name)) this.#attached.delete(name)
  }

  /** In the order in which they are to be trimmed. */
  *leastUsed(): Generator<readonly [string, MemoryChannel]> {
    for (const [name, channel] of this.#idle) {
      if (this.#isAttached(name)) this.put(name, channel)
      else yield [name, channel]
    }
    yield* this.#attached
  }

  /** All of them once, in no particular order; those that nobody is attached to any more move to the idle ones. */
  *everyone(): Generator<MemoryChannel> {
    yield* this.#idle.values()
    for (const [name, channel] of this.#attached) {
      if (!this.#isAttached(name)) this.put(name, channel)
      yield channel
    }
  }

  clear(): void {
    this.#idle.clear()
    this.#attached.clear()
  }
}
