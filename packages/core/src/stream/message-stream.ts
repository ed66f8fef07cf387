import type { AttachedEvent, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { RecentIds } from '../message/recent-ids.ts'
import { GapHealer } from './gap-healer.ts'
import { HeldMessages } from './held-messages.ts'

const rememberedIds = 2_000

/**
 * A channel's messages on their way in: this is where duplicates are dropped, declared gaps healed, and later messages
 * held meanwhile. Knows the position up to which everything has been handed on.
 */
export class MessageStream {
  /** Where to resume from. */
  position: Position | null = null
  /** Where live messages began without a hole since. */
  attachPosition: Position | null = null
  readonly #channel: ChannelCore
  readonly #seen = new RecentIds(rememberedIds)
  readonly #held = new HeldMessages()
  readonly #healer: GapHealer
  #attachedBefore = false

  constructor(channel: ChannelCore) {
    this.#channel = channel
    const { pacer } = channel.client
    this.#healer = new GapHealer(
      channel,
      (messages) => pacer.batch(() => this.#handOnAll(messages)),
      () => pacer.batch(() => this.#handOnAll(this.#held.take())),
    )
  }

  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void {
    this.position ??= position
  }

  /** `expected`: the attach asked to resume, so not recovering is a gap even at the first attach. */
  attached({ position, recovered }: AttachedEvent, expected: boolean): void {
    const first = !this.#attachedBefore && this.position === null
    this.#attachedBefore = true
    if (recovered) {
      this.position ??= position
      this.attachPosition ??= position
      return this.#healer.resume()
    }
    this.attachPosition = position
    if (!first) return this.gap(position)
    this.position = position
    if (expected) this.#channel.missing()
  }

  /** Messages up to `until` didn't reach us: heals what history has, and declares the rest. */
  gap(until: Position | null): void {
    const from = this.#healer.healing?.from ?? this.position
    const order = from === null || until === null ? null : this.compare(from, until)
    if (order === 0) return this.#healer.resume()
    const canHeal = this.#channel.client.capabilities.history !== 'none' && until !== null
    if (order === -1 && canHeal) return this.#healer.heal({ from, until })
    this.#channel.missing()
    if (order === null && canHeal) return this.#healer.heal({ from: null, until })
    this.#healer.stop()
    this.position = until
    this.#handOnAll(this.#held.take())
  }

  message(message: ReceivedMessage): void {
    if (this.#healer.healing === null) return this.#handOn(message)
    if (this.#held.add(message)) return
    this.#healer.stop()
    this.#channel.missing()
    this.#handOnAll(this.#held.take())
    this.#handOn(message)
  }

  /** Detached: what was held comes again with the next attach. */
  stop(): void {
    this.#healer.stop()
    this.#held.take()
  }

  reset(): void {
    this.stop()
    this.#seen.clear()
    this.position = null
    this.attachPosition = null
    this.#attachedBefore = false
  }

  /** -1: `a` stands before `b`. `null`: can't be compared. */
  compare(a: Position, b: Position): -1 | 0 | 1 | null {
    const { client, name } = this.#channel
    return client.session?.compare(name, a, b) ?? null
  }

  #handOnAll(messages: readonly ReceivedMessage[]): void {
    for (const message of messages) this.#handOn(message)
  }

  #handOn(message: ReceivedMessage): void {
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (message.position !== null) this.position = message.position
    if (this.#seen.add(message.id)) this.#channel.deliver(message)
  }
}
