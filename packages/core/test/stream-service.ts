import type { AdapterHistoryPage, HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import { receivedMessage } from '@herenow/testing'

export interface Stored {
  readonly message: ReceivedMessage
  readonly position: Position
  /** The how manyth of all that were ever published. */
  readonly order: number
}

/** A service that stores the messages of one channel, forgets the oldest, and may lose the newest. */
export class StreamService {
  stored: Stored[] = []
  /** What a restart lost: in the new epoch it never was. */
  readonly #gone = new Set<number>()
  #epoch = 1
  #top = 0
  #count = 0

  /** How many were ever published. */
  get count(): number {
    return this.#count
  }

  get top(): Position {
    return { epoch: `e${this.#epoch}`, offset: this.#top }
  }

  publish(bytes: number): Stored {
    this.#top += 1
    const order = this.#count
    this.#count += 1
    const position = this.top
    // Two of the bytes are the quotes.
    const data = 'x'.repeat(bytes - 2)
    const stored = { order, position, message: receivedMessage(this.#top, { id: `m${order}`, position, data }) }
    this.stored.push(stored)
    return stored
  }

  forget(keep: number): void {
    this.stored = keep === 0 ? [] : this.stored.slice(-keep)
  }

  /** Begins an epoch with only the oldest of what there was. Returns up to where it goes on from the one before. */
  restart(keep: number): Position {
    for (const { order } of this.stored.slice(keep)) this.#gone.add(order)
    const kept = this.stored.slice(0, keep)
    const continues = kept.at(-1)?.position ?? { ...this.top, offset: 0 }
    this.#epoch += 1
    this.#top = Number(continues.offset)
    this.stored = kept.map(({ message, order, position: { offset } }) => {
      const position = { ...this.top, offset }
      return { order, position, message: { ...message, position } }
    })
    return continues
  }

  after(from: Position): readonly Stored[] {
    return this.stored.filter(({ position }) => compare(position, from) === 1)
  }

  /** Whether everything after `from` is still there. */
  isWholeAfter(from: Position): boolean {
    return from.epoch === this.top.epoch && this.after(from).length === this.#top - Number(from.offset)
  }

  /** Whether everything after one message and before another is lost for everybody. */
  isNothingBetween(one: number, other: number): boolean {
    for (let order = one + 1; order < other; order += 1) if (!this.#gone.has(order)) return false
    return true
  }

  page({ after, until, limit }: HistoryQuery): AdapterHistoryPage {
    const from = after?.epoch === this.top.epoch ? after : { ...this.top, offset: 0 }
    const found = this.after(from).filter(({ position }) => until && (compare(position, until) ?? 1) < 1)
    const [first] = found
    const isReached = first ? first.position.offset === Number(from.offset) + 1 : compare(from, until ?? from) === 0
    const next = found.length > limit ? { limit, direction: 'forwards' as const } : null
    const complete = after === undefined || (after === from && isReached)
    return { items: found.slice(0, limit).map(({ message }) => message), next, complete }
  }
}

export function compare(a: Position, b: Position): -1 | 0 | 1 | null {
  if (a.epoch !== b.epoch) return null
  return a.offset === b.offset ? 0 : a.offset < b.offset ? -1 : 1
}
