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
  /** Where everything that we hand on began: history before it is the log's to read. */
  start: Position | null = null
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
      (messages) => pacer.batch(() => messages.forEach((message) => this.#healed(message))),
      (until) => pacer.batch(() => this.#release(until)),
    )
  }

  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void {
    this.position ??= position
  }

  /** `since`: where the first attach asked to begin; not to be able to is a gap like any other. */
  attached({ position, recovered }: AttachedEvent, since: Position | Date | undefined): void {
    const first = !this.#attachedBefore && this.position === null
    this.#attachedBefore = true
    if (recovered) {
      this.start ??= position
      this.position ??= position
      this.attachPosition ??= position
      return this.#healer.resume()
    }
    this.attachPosition = position
    if (first) this.position = since === undefined || since instanceof Date ? position : since
    this.start ??= this.position
    if (!first || this.position !== position) return this.gap(position)
    if (since !== undefined) this.#channel.missing()
  }

  /** Messages up to `until` didn't reach us: heals what history has, and declares the rest. */
  gap(until: Position | null): void {
    const from = this.#healer.healing?.from ?? this.position
    const order = from === null || until === null ? null : this.#compare(from, until)
    if (order === 0) return this.#healer.resume()
    const canHeal = this.#channel.client.capabilities.history !== 'none' && until !== null
    if (order === -1 && canHeal) return this.#healer.heal({ from, until })
    this.#channel.missing()
    if (order === null && canHeal) return this.#healer.heal({ from: null, until })
    this.#healer.stop()
    this.#release(until)
    this.position = until
  }

  message(message: ReceivedMessage): void {
    const { healing } = this.#healer
    if (healing === null) return void this.#handOn(message)
    if (this.#held.add(message)) return
    this.#healer.stop()
    this.#channel.missing()
    this.#release(healing.until)
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
    this.start = null
    this.#attachedBefore = false
  }

  #healed(message: ReceivedMessage): void {
    this.#overtake(message.position)
    this.#handOn(message)
  }

  /** The gap before `until` is over, one way or the other: what was held follows. */
  #release(until: Position | null): void {
    this.#overtake(until)
    this.#handOnAll(this.#held.take())
  }

  /**
   * What was held before one more gap began, and history no longer has, comes first; the gap stands behind it. Usually
   * nothing: all that is held follows the gap.
   */
  #overtake(position: Position | null): void {
    const overtaken = this.#held.takeThrough(
      (held) => held.position !== null && !this.#follows(held.position, position),
    )
    const known = overtaken.map((message) => this.#handOn(message))
    if (known.includes(true) && this.#isHeard) this.#channel.missing()
  }

  /** A listener may have detached or closed in the middle of a page: the rest comes again with the next attach. */
  get #isHeard(): boolean {
    const { attachment, client } = this.#channel
    return attachment.isActive && client.session !== null
  }

  #follows(position: Position, other: Position | null): boolean {
    return other !== null && (this.#compare(position, other) ?? -1) >= 0
  }

  #compare(a: Position, b: Position): -1 | 0 | 1 | null {
    return this.#channel.client.compare(this.#channel.name, a, b)
  }

  #handOnAll(messages: readonly ReceivedMessage[]): void {
    for (const message of messages) this.#handOn(message)
  }

  /** Returns whether it was new. */
  #handOn(message: ReceivedMessage): boolean {
    if (!this.#isHeard) return false
    const { id, position } = message
    const isNew = this.#seen.add(id)
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (position !== null && (isNew || this.position === null || this.#follows(position, this.position))) {
      this.position = position
    }
    if (isNew) this.#channel.deliver(message)
    return isNew
  }
}
