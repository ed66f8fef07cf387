import type { AttachedEvent, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { RecentIds } from '../message/recent-ids.ts'
import { GapHealer } from './gap-healer.ts'
import { HeldMessages } from './held-messages.ts'

const rememberedIds = 2_000

export interface MessageStreamOptions {
  readonly context: ChannelContext
  /** Each message once and in order, live, replayed and healed alike. */
  readonly onMessage: (message: ReceivedMessage) => void
  /** Messages are missing here that can't be had. */
  readonly onGap: () => void
}

/**
 * A channel's messages on their way in: this is where duplicates are dropped, declared gaps healed, and later messages
 * held meanwhile. Knows the position up to which everything has been handed on.
 */
export class MessageStream {
  readonly #options: MessageStreamOptions
  readonly #seen = new RecentIds(rememberedIds)
  readonly #held = new HeldMessages()
  readonly #healer: GapHealer
  #position: Position | null = null
  #attachPosition: Position | null = null
  #attachedBefore = false

  constructor(options: MessageStreamOptions) {
    this.#options = options
    this.#healer = new GapHealer({
      context: options.context,
      onMessages: (messages) => options.context.pacer.batch(() => this.#handOnAll(messages)),
      onMissing: () => options.onGap(),
      onEnd: () => options.context.pacer.batch(() => this.#handOnAll(this.#held.take())),
    })
  }

  /** Where to resume from. */
  get position(): Position | null {
    return this.#position
  }

  /** Where live messages began without a hole since. */
  get attachPosition(): Position | null {
    return this.#attachPosition
  }

  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void {
    this.#position ??= position
  }

  /** `expected`: the attach asked to resume, so not recovering is a gap even at the first attach. */
  attached({ position, recovered }: AttachedEvent, expected: boolean): void {
    const first = !this.#attachedBefore && this.#position === null
    this.#attachedBefore = true
    if (recovered) {
      this.#position ??= position
      this.#attachPosition ??= position
      return this.#healer.resume()
    }
    this.#attachPosition = position
    if (!first) return this.#recover(position)
    this.#position = position
    if (expected) this.#options.onGap()
  }

  /** The service dropped messages up to `position` on a channel that stays attached. */
  gap(position: Position | null): void {
    this.#recover(position)
  }

  message(message: ReceivedMessage): void {
    if (this.#healer.healing === null) return this.#handOn(message)
    if (this.#held.add(message)) return
    this.#healer.stop()
    this.#options.onGap()
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
    this.#position = null
    this.#attachPosition = null
    this.#attachedBefore = false
  }

  #recover(until: Position | null): void {
    const from = this.#healer.healing?.from ?? this.#position
    const order = from === null || until === null ? null : this.#compare(from, until)
    if (order === 0) return this.#healer.resume()
    const canHeal = this.#options.context.capabilities.history !== 'none' && until !== null
    if (order === -1 && canHeal) return this.#healer.heal({ from, until })
    this.#options.onGap()
    if (order === null && canHeal) return this.#healer.heal({ from: null, until })
    this.#healer.stop()
    this.#position = until
    this.#handOnAll(this.#held.take())
  }

  #compare(a: Position, b: Position): -1 | 0 | 1 | null {
    const { context } = this.#options
    return context.session()?.compare(context.name, a, b) ?? null
  }

  #handOnAll(messages: readonly ReceivedMessage[]): void {
    for (const message of messages) this.#handOn(message)
  }

  #handOn(message: ReceivedMessage): void {
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (message.position !== null) this.#position = message.position
    if (this.#seen.add(message.id)) this.#options.onMessage(message)
  }
}
