import { createHash } from 'node:crypto'
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
import { ForgottenChannels } from './forgotten-channels.ts'
import { MemoryChannel } from './memory-channel.ts'
import { MemoryChannels } from './memory-channels.ts'
import { MemoryOutbox } from './memory-outbox.ts'
import type { Outbox } from './outbox.ts'

export interface MemoryOptions {
  /**
   * Bound on everything that is kept, in bytes. Default 256 MB. Channels that nobody is attached to are trimmed first,
   * the least recently used before all others.
   */
  readonly maxBytes?: number | undefined
}

const sweepEvery = 1_000
const channelsPerSweep = 100

/** Channels of which the last offset is remembered after they had to be forgotten: about 2 MB. */
const mostForgotten = 10_000

/** Keeps everything in this process. A restart forgets it, and says so by new epochs. */
export function memory(options: MemoryOptions = {}): Engine {
  return new MemoryEngine(options.maxBytes ?? 256_000_000)
}

class MemoryEngine implements Engine {
  readonly durabilities = ['memory'] as const
  readonly outbox: Outbox = new MemoryOutbox()
  readonly #maxBytes: number
  readonly #channels = new MemoryChannels((name) => this.#context?.isAttached?.(name) === true)
  readonly #forgotten = new ForgottenChannels(mostForgotten)
  #epoch = ''
  #bytes = 0
  #context: EngineContext | null = null
  #timer: Timer = null
  #sweep: Iterator<MemoryChannel> | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  async open(context: EngineContext): Promise<void> {
    this.#context = context
    this.#epoch = randomId(context.random, 9)
    this.#forgotten.begin(context.clock.date())
    this.#scheduleSweep(context)
  }

  async publish(
    name: string,
    messages: readonly EngineMessage[],
    retention: Retention,
  ): Promise<readonly EngineOutcome[]> {
    const { clock } = this.#opened()
    const moment = { date: clock.date(), steady: clock.now() }
    const outcomes = this.#measured(this.#use(name), (channel) => channel.publish(messages, retention, moment))
    this.#keepWithinBounds(name)
    return outcomes
  }

  async position(name: string, start?: Start): Promise<ChannelPosition> {
    const { clock } = this.#opened()
    return this.#read(name, (channel) => channel.position(start, clock.now()))
  }

  async history(name: string, query: EngineQuery): Promise<EnginePage> {
    const { clock } = this.#opened()
    return this.#read(name, (channel) => channel.page(query, clock.now()))
  }

  async removeHistory(name: string): Promise<void> {
    const { clock } = this.#opened()
    const channel = this.#channels.use(name)
    if (channel !== undefined) this.#measured(channel, () => channel.removeHistory(clock.now()))
  }

  async removeMessage(name: string, id: string): Promise<boolean> {
    const { clock } = this.#opened()
    const channel = this.#channels.use(name)
    return channel !== undefined && this.#measured(channel, () => channel.removeMessage(id, clock.now()))
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

  /** Reads a channel. One that nobody has published in is not made by it: readers must not push out anything. */
  #read<T>(name: string, read: (channel: MemoryChannel) => T): T {
    const known = this.#channels.use(name)
    return known === undefined ? read(this.#goingOn(name)) : this.#measured(known, read)
  }

  /** The channel, as the most recently used one. */
  #use(name: string): MemoryChannel {
    const known = this.#channels.use(name)
    if (known !== undefined) return known
    const channel = this.#goingOn(name)
    this.#forgotten.delete(name)
    this.#channels.put(name, channel)
    this.#bytes += channel.bytes
    return channel
  }

  /** An empty channel that goes on where it was forgotten. */
  #goingOn(name: string): MemoryChannel {
    // A position of one channel must mean nothing in another.
    const epoch = createHash('sha256').update(`${this.#epoch} ${name}`).digest('base64url').slice(0, 12)
    return new MemoryChannel(epoch, this.#forgotten.find(name))
  }

  /** Trims from the least recently used channel on. The channel in use, `name`, is never forgotten. */
  #keepWithinBounds(name: string): void {
    if (this.#bytes <= this.#maxBytes) return
    const date = this.#opened().clock.date()
    for (const [candidate, channel] of this.#channels.leastUsed()) {
      this.#measured(channel, () => {
        channel.shrink(this.#bytes - this.#maxBytes)
      })
      if (this.#bytes <= this.#maxBytes) return
      if (channel.isEmpty && candidate !== name) this.#forget(candidate, channel, date)
    }
  }

  #forget(name: string, channel: MemoryChannel, date: number): void {
    this.#channels.delete(name)
    this.#bytes -= channel.bytes
    this.#forgotten.add(name, channel.remains, date)
  }

  #scheduleSweep(context: EngineContext): void {
    this.#timer = context.clock.setTimeout(() => {
      this.#sweepSome(context.clock.now())
      this.#scheduleSweep(context)
    }, sweepEvery)
  }

  /** Expiry in small steps: a bounded number of channels, going round. */
  #sweepSome(steady: number): void {
    for (let visited = 0; visited < channelsPerSweep; visited += 1) {
      this.#sweep ??= this.#channels.everyone()
      const next = this.#sweep.next()
      if (next.done === true) {
        this.#sweep = null
        return
      }
      this.#measured(next.value, (channel) => {
        channel.trim(steady)
        channel.freeExpired(steady)
      })
    }
  }
}
