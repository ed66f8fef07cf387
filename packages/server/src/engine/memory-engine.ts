import type { Timer } from '@herenow/adapter'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import type {
  ChannelPosition,
  Engine,
  EngineContext,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
} from './engine.ts'
import { MemoryChannel } from './memory-channel.ts'

export interface MemoryOptions {
  /** Bound on everything that is kept, in bytes. Default 256 MB. The least recently used channels are trimmed first. */
  readonly maxBytes?: number | undefined
}

const sweepEvery = 1_000
const channelsPerSweep = 100

/** Keeps everything in this process. A restart forgets it, and says so by new epochs. */
export function memory(options: MemoryOptions = {}): Engine {
  return new MemoryEngine(options.maxBytes ?? 256_000_000)
}

class MemoryEngine implements Engine {
  readonly durabilities = ['memory'] as const
  readonly #maxBytes: number
  /** Least recently used first. */
  readonly #channels = new Map<string, MemoryChannel>()
  #bytes = 0
  /** From when on a channel that we don't know had no messages. */
  #knownSince = 0
  #context: EngineContext | null = null
  #timer: Timer = null
  #sweep: Iterator<MemoryChannel> | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  async open(context: EngineContext): Promise<void> {
    this.#context = context
    this.#knownSince = context.clock.date()
    this.#scheduleSweep(context)
  }

  async publish(
    name: string,
    messages: readonly EngineMessage[],
    retention: Retention,
  ): Promise<readonly EngineOutcome[]> {
    const { clock } = this.#opened()
    const channel = this.#use(name)
    const before = channel.bytes
    const date = clock.date()
    const outcomes = channel.publish(messages, retention, date)
    this.#bytes += channel.bytes - before
    this.#keepWithinBounds()
    return outcomes
  }

  async position(name: string, start?: Start): Promise<ChannelPosition> {
    const { clock } = this.#opened()
    return this.#measured(this.#use(name), (channel) => channel.position(start, clock.date()))
  }

  async history(name: string, query: EngineQuery): Promise<EnginePage> {
    const { clock } = this.#opened()
    return this.#measured(this.#use(name), (channel) => channel.page(query, clock.date()))
  }

  async close(): Promise<void> {
    this.#context?.clock.clearTimeout(this.#timer)
    this.#context = null
    this.#channels.clear()
    this.#sweep = null
    this.#bytes = 0
  }

  #opened(): EngineContext {
    if (this.#context === null) throw refusal('connection_closed', 'The engine is not open.')
    return this.#context
  }

  #measured<T>(channel: MemoryChannel, work: (channel: MemoryChannel) => T): T {
    const before = channel.bytes
    const result = work(channel)
    this.#bytes += channel.bytes - before
    return result
  }

  /** The channel, as the most recently used one. */
  #use(name: string): MemoryChannel {
    const known = this.#channels.get(name)
    if (known !== undefined) {
      this.#channels.delete(name)
      this.#channels.set(name, known)
      return known
    }
    const channel = new MemoryChannel(randomId(this.#opened().random, 9), this.#knownSince)
    this.#channels.set(name, channel)
    this.#bytes += channel.bytes
    this.#keepWithinBounds()
    return channel
  }

  /** Trims from the least recently used channel on. The channel in use is trimmed last and never forgotten. */
  #keepWithinBounds(): void {
    if (this.#bytes <= this.#maxBytes) return
    const date = this.#opened().clock.date()
    let left = this.#channels.size
    for (const [name, channel] of this.#channels) {
      left -= 1
      this.#measured(channel, () => {
        channel.shrink(this.#bytes - this.#maxBytes)
      })
      if (this.#bytes <= this.#maxBytes) return
      if (channel.isEmpty && left > 0) this.#forget(name, channel, date)
    }
  }

  /** From now on nobody can tell what was in the channel before: its next life is another epoch. */
  #forget(name: string, channel: MemoryChannel, date: number): void {
    this.#channels.delete(name)
    this.#bytes -= channel.bytes
    this.#knownSince = date
  }

  #scheduleSweep(context: EngineContext): void {
    this.#timer = context.clock.setTimeout(() => {
      this.#sweepSome(context.clock.date())
      this.#scheduleSweep(context)
    }, sweepEvery)
  }

  /** Expiry in small steps: a bounded number of channels, going round. */
  #sweepSome(date: number): void {
    for (let visited = 0; visited < channelsPerSweep; visited += 1) {
      this.#sweep ??= this.#channels.values()
      const next = this.#sweep.next()
      if (next.done === true) {
        this.#sweep = null
        return
      }
      this.#measured(next.value, (channel) => {
        channel.trim(date)
        channel.freeExpired(date)
      })
    }
  }
}
