import type { Buffer } from 'node:buffer'
import type { Flusher, Urgency } from './flusher.ts'
import { urgency } from './flusher.ts'
import type { PendingSet, SharedItem } from './pending-set.ts'

/** Where a connection's bytes go. */
export interface Wire {
  /** Bytes that the peer has not taken yet. */
  readonly buffered: number
  /** Takes one or more whole WebSocket frames; ignores them once a close frame has been sent. */
  write(frames: Buffer): void
}

/** Below this many bytes waiting, the next page of a replay or a snapshot is fetched. Above Node's own high-water mark, so that a drain event follows whenever there is more. */
const lowWater = 131_072

/** One connection's output: everything it is sent goes through one list, so that order is kept, and leaves in as few writes as possible. */
export class Outgoing {
  readonly #flusher: Flusher
  readonly #wire: Wire
  readonly #budget: number
  readonly #overflow: () => void
  #pending: PendingSet | null = null
  #due: Urgency = urgency.none
  #ended = false
  #whenLow: (() => void) | null = null

  constructor(flusher: Flusher, wire: Wire, budget: number, overflow: () => void) {
    this.#flusher = flusher
    this.#wire = wire
    this.#budget = budget
    this.#overflow = overflow
  }

  /** Adds an item that others receive too. */
  share(item: SharedItem, when: Urgency): void {
    this.#pending = (this.#pending ?? this.#flusher.root).and(item)
    if (this.#due < when) this.#schedule(when)
  }

  /** Adds an item that only this socket receives. It leaves at once, or with what is waiting already. */
  send(text: string): void {
    this.#pending = (this.#pending ?? this.#flusher.root).andPersonal(text)
    if (this.#due === urgency.none) this.#schedule(urgency.now)
  }

  /** The peer reads so slowly that what can be lost should be. */
  get congested(): boolean {
    return this.#wire.buffered > this.#budget / 2
  }

  /** Whether little enough is waiting for more to be fetched. */
  get isLow(): boolean {
    return this.#wire.buffered + (this.#pending?.size ?? 0) <= lowWater
  }

  /** Calls `listener` once when little is waiting. Replaces an earlier listener. */
  onceLow(listener: () => void): void {
    this.#whenLow = listener
  }

  /** Writes what is pending. A peer that is over its budget is given up instead. */
  flush(): void {
    const pending = this.#pending
    this.#pending = null
    this.#due = urgency.none
    if (pending === null || this.#ended) return
    if (this.#wire.buffered > this.#budget) {
      this.#overflow()
      return
    }
    this.#wire.write(pending.frame())
    this.drained()
  }

  /** Tells that the wire has taken bytes. */
  drained(): void {
    if (this.#whenLow === null || !this.isLow) return
    const listener = this.#whenLow
    this.#whenLow = null
    listener()
  }

  /** Writes what is pending, then nothing more. */
  end(): void {
    this.flush()
    this.abandon()
  }

  /** Drops what is pending; nothing is written any more. */
  abandon(): void {
    this.#ended = true
    this.#pending = null
    this.#whenLow = null
  }

  #schedule(when: Urgency): void {
    this.#due = when
    this.#flusher.add(this, when)
  }
}
