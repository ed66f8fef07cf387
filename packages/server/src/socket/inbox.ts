import type { ReceivedItem, Decoded } from '@herenow/protocol'
import { clientFrameItems } from '@herenow/protocol'
import type { Turns } from './turns.ts'

/** Milliseconds of a turn that one connection may use up at once. */
const share = 2
/** The same of a connection that goes before those with more to do; the rest of it waits like theirs. */
const shortShare = 0.5
/** Characters that may wait of a connection that goes first. */
const little = 1_024
/** Characters, and frames, that are read ahead of what can be taken. Then nothing is read until they are. */
const readAhead = 65_536
const framesAhead = 64

/** What an inbox needs of its surroundings. */
export interface InboxOwner {
  take(decoded: Decoded<ReceivedItem>): void
  /** Whether the next item may be taken; of a new frame where `isFirst`. Whoever says no calls `goOn` later. */
  mayTake(isFirst: boolean): boolean
  /** Whether anything may be read ahead. */
  mayReadAhead(): boolean
  /** Does something in a later turn. */
  later(work: () => void): void
  /** Does something very short before all that is put off to later turns. */
  soon(work: () => void): void
  /** Read nothing more. */
  pause(): void
  resume(): void
}

/**
 * What a client has sent and the server hasn't taken yet. Items are decoded one by one when it is their turn: nothing
 * is decoded for a session that has ended meanwhile, and no frame keeps other connections waiting.
 */
export class Inbox {
  readonly #turns: Turns
  readonly #owner: InboxOwner
  readonly #frames: string[] = []
  /** The rest of the frame that is being taken. */
  #items: Iterator<Decoded<ReceivedItem>> | null = null
  /** Characters of the frame that is being taken. */
  #taking = 0
  /** Characters of the frames after it. */
  #characters = 0
  #isWaiting = false
  #isTaking = false
  #isPaused = false
  #ended = false

  constructor(turns: Turns, owner: InboxOwner) {
    this.#turns = turns
    this.#owner = owner
  }

  /** Whether nothing is read: the peer's silence says nothing then. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** A frame has arrived. */
  push(text: string): void {
    if (this.#ended) return
    this.#frames.push(text)
    this.#characters += text.length
    if (this.#isWaiting || this.#isTaking) this.pace()
    else if (this.#turns.hasTime()) this.proceed()
    else this.#wait()
  }

  /** Something that stood in the way may be gone: takes what may be taken, in a later turn. */
  goOn(): void {
    if (this.#isWaiting || this.#isTaking) return
    if (this.#hasMore) this.#wait()
    else this.pace()
  }

  /** Takes what may be taken, in this turn. */
  proceed(): void {
    this.#proceed(share)
  }

  #proceed(milliseconds: number): void {
    if (this.#isWaiting || this.#isTaking) return
    this.#isTaking = true
    try {
      this.#takeSome(milliseconds)
    } finally {
      this.#isTaking = false
    }
    this.pace()
  }

  end(): void {
    this.#ended = true
    this.#frames.length = 0
    this.#items = null
  }

  #takeSome(milliseconds: number): void {
    const until = this.#turns.now() + milliseconds
    while (this.#hasMore && this.#owner.mayTake(this.#items === null)) {
      if (this.#turns.now() >= until) {
        this.#wait()
        return
      }
      const decoded = this.#next()
      if (decoded !== null) this.#owner.take(decoded)
    }
  }

  get #hasMore(): boolean {
    return !this.#ended && (this.#items !== null || this.#frames.length > 0)
  }

  /** `null`: a frame is at its end. */
  #next(): Decoded<ReceivedItem> | null {
    if (this.#items === null) {
      const text = this.#frames.shift() ?? ''
      this.#characters -= text.length
      this.#taking = text.length
      this.#items = clientFrameItems(text)
    }
    const { done, value } = this.#items.next()
    if (done !== true) return value
    this.#items = null
    this.#taking = 0
    return null
  }

  #wait(): void {
    this.#isWaiting = true
    const goOn = (milliseconds: number): void => {
      this.#isWaiting = false
      this.#proceed(milliseconds)
    }
    if (this.#characters + this.#taking <= little) this.#owner.soon(() => goOn(shortShare))
    else this.#owner.later(() => goOn(share))
  }

  /** Reads on, or no further, as things stand now. */
  pace(): void {
    if (this.#ended) return
    const isFull = this.#characters > readAhead || this.#frames.length > framesAhead
    const pauses = isFull || !this.#owner.mayReadAhead()
    if (pauses === this.#isPaused) return
    this.#isPaused = pauses
    if (pauses) this.#owner.pause()
    else this.#owner.resume()
  }
}
