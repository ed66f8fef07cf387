import { Buffer } from 'node:buffer'
import { limits } from '@herenow/protocol'
import type { Flusher, Urgency } from './flusher.ts'
import { urgency } from './flusher.ts'
import type { PendingSet, SharedItem } from './pending-set.ts'

/** Where a connection's bytes go. */
export interface Wire {
  /** Bytes that the peer has not taken yet. */
  readonly buffered: number
  /** Takes a whole WebSocket frame; ignores it once a close frame has been sent. */
  write(frame: Buffer): void
}

/** Told what becomes of an output. */
export interface OutgoingOwner {
  /** More would wait for the peer than its budget allows. */
  tooSlow(): void
  /** Writing failed with `error`. */
  failed(error: unknown): void
}

/** Below this many bytes waiting, the next page of a replay or a snapshot is fetched. Above Node's own high-water mark, so that a drain event follows whenever there is more. */
const lowWater = 131_072

/**
 * One connection's output: everything it is sent goes through one list, so that order is kept, and leaves in as few
 * writes as possible. What waits, here and on the wire, never exceeds the budget: room is made before anything is
 * added. Only where nothing else waits a single item may be larger.
 */
export class Outgoing {
  readonly #flusher: Flusher
  readonly #wire: Wire
  readonly #budget: number
  readonly #owner: OutgoingOwner
  readonly #lowWater: number
  #pending: PendingSet | null = null
  /** Bytes that may be pending before the wire has to be looked at again; what the wire holds only shrinks meanwhile. */
  #room: number
  /** Bytes of answers that are certain to come. */
  #promised = 0
  #due: Urgency = urgency.none
  #isTooSlow = false
  #ended = false
  #whenLow: (() => void) | null = null
  #whenRoomy: (() => void) | null = null

  constructor(flusher: Flusher, wire: Wire, budget: number, owner: OutgoingOwner) {
    this.#flusher = flusher
    this.#wire = wire
    this.#budget = budget
    this.#owner = owner
    this.#lowWater = Math.max(Math.min(lowWater, budget - limits.serverFrameBytes), 0)
    this.#room = budget
  }

  /** Adds an item that others receive too. */
  share(item: SharedItem, when: Urgency): void {
    if (this.#pending === null) this.#measure()
    let next = (this.#pending ?? this.#flusher.root).and(item)
    if (next.size > this.#room) {
      if (!this.#makeRoom(item.size)) return
      next = (this.#pending ?? this.#flusher.root).and(item)
    }
    this.#pending = next
    if (this.#due < when) this.#schedule(when)
  }

  /** Adds an item that only this socket receives. It leaves at once, or with what is waiting already. */
  send(text: string): void {
    const size = Buffer.byteLength(text)
    if (this.#pending === null) this.#measure()
    if (this.size + size > this.#room && !this.#makeRoom(size)) return
    this.#pending = (this.#pending ?? this.#flusher.root).andPersonal(text, size)
    if (this.#due === urgency.none) this.#schedule(urgency.now)
  }

  /** Counts bytes of answers that will come, whatever happens, until `keep` says that they have. */
  promise(bytes: number): void {
    this.#promised += bytes
  }

  keep(bytes: number): void {
    this.#promised -= bytes
    this.drained()
  }

  /** The peer reads so slowly that what can be lost should be. */
  get congested(): boolean {
    return this.#wire.buffered > this.#budget / 2
  }

  /** Whether little enough is waiting for more to be fetched. */
  get isLow(): boolean {
    return this.waiting <= this.#lowWater
  }

  /** Whether there is room for the answers to more requests. */
  get isRoomy(): boolean {
    return this.waiting + this.#promised <= this.#budget / 2
  }

  /** Calls `listener` once when little is waiting. Replaces an earlier listener. */
  onceLow(listener: () => void): void {
    this.#whenLow = listener
  }

  /** Calls `listener` once when there is room for more answers. Replaces an earlier listener. */
  onceRoomy(listener: () => void): void {
    this.#whenRoomy = listener
  }

  /** Bytes that `flush` would write. */
  get size(): number {
    return this.#pending?.size ?? 0
  }

  /** Bytes that wait for the peer, here and on the wire. */
  get waiting(): number {
    return this.#wire.buffered + this.size
  }

  /** Writes what is pending. A peer that is over its budget is given up instead. */
  flush(): void {
    this.#due = urgency.none
    if (this.#ended) return
    if (this.#isTooSlow) {
      this.#owner.tooSlow()
      return
    }
    if (this.#pending !== null) this.#write(this.#pending)
    this.drained()
  }

  failed(error: unknown): void {
    this.#owner.failed(error)
  }

  /** Tells that the wire has taken bytes. */
  drained(): void {
    if (this.#whenLow !== null && this.isLow) {
      const listener = this.#whenLow
      this.#whenLow = null
      listener()
    }
    if (this.#whenRoomy !== null && this.isRoomy) {
      const listener = this.#whenRoomy
      this.#whenRoomy = null
      listener()
    }
  }

  /** Writes what is pending, then nothing more. */
  end(): void {
    if (this.#pending !== null && !this.#ended) this.#write(this.#pending)
    this.abandon()
  }

  /** Drops what is pending; nothing is written any more. */
  abandon(): void {
    this.#ended = true
    this.#pending = null
    this.#whenLow = null
    this.#whenRoomy = null
  }

  /** Makes room for `size` more bytes. `false`: there is none, and won't be. */
  #makeRoom(size: number): boolean {
    this.#measure()
    if (this.#ended || this.#isTooSlow) return false
    if (this.size + size <= this.#room) return true
    if (this.#pending !== null) this.#write(this.#pending)
    if (this.#wire.buffered === 0) this.#room = Math.max(this.#room, size)
    if (size <= this.#room) return true
    this.#isTooSlow = true
    // Not here: whoever shares an item with many is going through a list that the end of this one would change.
    if (this.#due < urgency.now) this.#schedule(urgency.now)
    return false
  }

  #write(pending: PendingSet): void {
    this.#pending = null
    for (const frame of pending.frames()) this.#wire.write(frame)
    this.#measure()
  }

  #measure(): void {
    if (this.#ended || this.#isTooSlow) this.#room = -1
    else this.#room = this.#budget - this.#wire.buffered
  }

  #schedule(when: Urgency): void {
    this.#due = when
    this.#flusher.add(this, when)
  }
}
