import type { Message, Position, RealtimeError, ReceivedMessage } from '@herenow/adapter'
import type { PublishReceipt } from '../outbox/publish.ts'
import type { Gap } from './message-log.ts'

/** Orders two positions; `null`: can't be compared. */
export type ComparePositions = (a: Position, b: Position) => -1 | 0 | 1 | null

/** One of our own that the service has confirmed and not told. */
interface Confirmed {
  readonly message: Message
  /** What was shown last when it was confirmed. */
  readonly after: Message | undefined
}

/**
 * The messages of a channel as they are shown: what the service has told us, in its order, and at their places among
 * them our own that it has confirmed and not told (yet); then our own under way or failed. Each id stands once.
 */
export class LogModel {
  readonly #compare: ComparePositions
  #told: Message[] = []
  readonly #ids = new Set<string>()
  readonly #confirmed = new Map<string, Confirmed>()
  /** While it is still among them. */
  #newestConfirmed = ''
  readonly #pending = new Map<string, Message>()
  #gaps: readonly Gap[] = []
  #gapCount = 0

  constructor(compare: ComparePositions) {
    this.#compare = compare
  }

  /** Everything in order. A new array each time: call once per snapshot. */
  list(): readonly Message[] {
    const sent = [...this.#told]
    for (const confirmed of this.#confirmed.values()) sent.splice(this.#placeOf(confirmed, sent), 0, confirmed.message)
    return [...sent, ...this.#pending.values()]
  }

  get gaps(): readonly Gap[] {
    return this.#gaps
  }

  /** Position of the oldest stored message. */
  oldest(): Position | null {
    return this.#told.find((message) => message.position !== null)?.position ?? null
  }

  /** A message that comes after all that were told. Returns it as it is shown. */
  append(received: ReceivedMessage): Message {
    const message: Message = { ...received, status: 'sent' }
    if (this.#isNew(message.id)) this.#told.push(message)
    return message
  }

  /** A page of older messages, oldest first, that ends where the log begins. */
  prepend(messages: readonly ReceivedMessage[]): void {
    const older = messages
      .filter(({ id }) => this.#isNew(id))
      .map((message): Message => ({ ...message, status: 'sent' }))
    this.#told = [...older, ...this.#told]
    const last = older.at(-1)
    // A mark before everything that was told stands behind what came before that.
    if (last !== undefined && this.#gaps.some(({ afterId }) => afterId === null)) {
      this.#gaps = this.#gaps.map((gap) => (gap.afterId === null ? { ...gap, afterId: last.id } : gap))
    }
    this.#dropEarly()
  }

  /** An own message on its way out, also one that is tried again. */
  addPending(message: Message): void {
    if (!this.#ids.has(message.id) && !this.#confirmed.has(message.id)) this.#pending.set(message.id, message)
  }

  /** The service has it. Where we are attached, it will also tell it; elsewhere history may. */
  confirm(receipt: PublishReceipt): void {
    const message = this.#pending.get(receipt.id)
    if (message === undefined) return
    this.#pending.delete(receipt.id)
    const { position, timestamp } = receipt
    const newest = this.#confirmed.get(this.#newestConfirmed)?.message
    const after = newest ?? this.#told.at(-1)
    this.#newestConfirmed = receipt.id
    this.#confirmed.set(receipt.id, {
      message: { ...message, status: 'sent', position, timestamp, error: undefined },
      after,
    })
  }

  /** Returns whether the message was there and under way. */
  fail(id: string, error: RealtimeError): boolean {
    const message = this.#pending.get(id)
    if (message === undefined) return false
    this.#pending.set(id, { ...message, status: 'failed', error })
    return true
  }

  discard(id: string): void {
    this.#pending.delete(id)
  }

  /** Marks that messages are missing at the end. `null`: there is a mark already, with nothing after it. */
  addGap(): Gap | null {
    const afterId = this.#told.at(-1)?.id ?? null
    if (this.#gaps.some((gap) => gap.afterId === afterId)) return null
    this.#gapCount += 1
    const gap: Gap = { id: `gap-${this.#gapCount}`, afterId }
    this.#gaps = [...this.#gaps, gap]
    return gap
  }

  /** Drops the oldest beyond `keep`. Own pending and failed ones stay. Returns whether anything went. */
  trim(keep: number): boolean {
    for (const id of this.#confirmed.keys()) if (this.#confirmed.size > keep) this.#confirmed.delete(id)
    const surplus = this.#told.length - keep
    if (surplus <= 0) return false
    const dropped = new Set(this.#told.splice(0, surplus).map((message) => message.id))
    for (const id of dropped) this.#ids.delete(id)
    this.#dropEarly()
    const kept = this.#gaps.filter(({ afterId }) => afterId !== null && !dropped.has(afterId))
    if (kept.length < this.#gaps.length) this.#gaps = kept
    return true
  }

  get length(): number {
    return this.#told.length
  }

  /** Forgets everything but our own unsent messages. */
  clear(): void {
    this.#told = []
    this.#ids.clear()
    this.#confirmed.clear()
    this.#gaps = []
  }

  /** Whether the service hadn't told it before; from now on it has, and it is no longer only ours. */
  #isNew(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#pending.delete(id)
    this.#confirmed.delete(id)
    this.#ids.add(id)
    return true
  }

  /** Where its position says, and where that says nothing, behind what was there when it was confirmed. */
  #placeOf({ message, after }: Confirmed, sent: readonly Message[]): number {
    const last = sent.at(-1)
    // Nearly always, and then without a look at the others.
    if (last !== undefined && this.#isBefore(last, message)) return sent.length
    const next = sent.findIndex((other) => this.#isBefore(message, other))
    const earlier = next === -1 ? sent : sent.slice(0, next)
    return earlier.findLastIndex((other) => other === after || this.#isBefore(other, message)) + 1
  }

  /** What stands before the oldest told message comes back with the page it belongs to. */
  #dropEarly(): void {
    const first = this.#told.find(({ position }) => position !== null)
    if (first === undefined) return
    for (const [id, { message }] of this.#confirmed) if (this.#isBefore(message, first)) this.#confirmed.delete(id)
  }

  #isBefore(a: Message, b: Message): boolean {
    return a.position !== null && b.position !== null && this.#compare(a.position, b.position) === -1
  }
}
