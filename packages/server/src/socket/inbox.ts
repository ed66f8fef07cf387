import type { ReceivedItem, Decoded } from '@herenow/protocol'
import { clientFrameItems } from '@herenow/protocol'
import type { Turns } from './turns.ts'

/** Milliseconds of a turn that one connection may use up at once. */
const share = 2
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
    if (this.#isWaiting || this.#isTaking) return
    this.#isTaking = true
    try {
      this.#takeSome()
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

  #takeSome(): void {
    const until = this.#turns.now() + share
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
      this.#items = clientFrameItems(text)
    }
    const { done, value } = this.#items.next()
    if (done !== true) return value
    this.#items = null
    return null
  }

  #wait(): void {
    this.#isWaiting = true
    this.#owner.later(() => {
      this.#isWaiting = false
      this.proceed()
    })
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
