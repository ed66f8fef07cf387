import type { Clock } from '@herenow/adapter'
import type { ReceivedItem, Decoded } from '@herenow/protocol'
import type { ServerLimits } from '../server-limits.ts'
import { Inbox } from './inbox.ts'
import type { Outgoing } from './outgoing.ts'
import { ProbesAhead } from './probes-ahead.ts'
import type { PullQueue } from './pull-queue.ts'
import { Throttle } from './throttle.ts'
import type { Turns } from './turns.ts'

/** Requests of one client that may wait until its socket has taken the answers before; then nothing more is taken. */
const mostWaiting = 64

interface IntakeParts {
  readonly limits: ServerLimits
  readonly turns: Turns
  readonly clock: Clock
  readonly outgoing: Outgoing
  readonly pulls: PullQueue
  take(decoded: Decoded<ReceivedItem>): void
  /** Whether a token is being checked: nothing is taken, and nothing read, meanwhile. */
  isChecking(): boolean
  later(work: () => void): void
  pause(): void
  resume(): void
  /** The client has been over its rate for too long. */
  abused(): void
}

/**
 * Takes what a client sends as fast as its rate, its reading of the answers and the other connections allow. What
 * can't be taken waits, and soon isn't read any more.
 */
export class Intake {
  readonly #parts: IntakeParts
  readonly #inbox: Inbox
  readonly #throttle: Throttle
  readonly #probes: ProbesAhead
  /** Control frames have come beyond the rate. */
  #isFlooded = false

  constructor(parts: IntakeParts) {
    const { limits, turns, clock } = parts
    this.#parts = parts
    this.#inbox = new Inbox(turns, {
      take: (decoded) => this.#take(decoded),
      mayTake: (isFirst) => this.#mayTake(isFirst),
      mayReadAhead: () => !parts.isChecking() && !(this.#isFlooded && this.#throttle.isHolding),
      later: (work) => parts.later(work),
      pause: () => parts.pause(),
      resume: () => parts.resume(),
    })
    this.#throttle = new Throttle(limits, clock, { resume: () => this.goOn(), abused: () => parts.abused() })
    this.#probes = new ProbesAhead(clock)
  }

  /** Whether the client is held back: its silence says nothing then. */
  get isHeld(): boolean {
    return this.#throttle.isHolding || this.#inbox.isPaused
  }

  /** A frame has arrived. */
  push(text: string): void {
    const probe = this.#throttle.isHolding ? this.#probes.probeIn(text) : null
    if (probe === null) this.#inbox.push(text)
    else this.#take(probe)
  }

  /** Counts a control frame of the WebSocket protocol. They can't wait, so beyond the rate nothing is read. */
  countControl(): void {
    this.#throttle.countControl()
    this.#isFlooded = this.#throttle.isHolding
    this.#inbox.pace()
  }

  /** Takes what has waited, in this turn. */
  proceed(): void {
    this.#inbox.proceed()
  }

  /** The same in a later turn: something that stood in the way may be gone. */
  goOn(): void {
    this.#inbox.goOn()
  }

  /** Makes the client pay for work beyond the one token that every request costs. */
  charge(tokens: number): void {
    this.#throttle.charge(tokens)
  }

  end(): void {
    this.#inbox.end()
    this.#throttle.end()
  }

  #take(decoded: Decoded<ReceivedItem>): void {
    if (decoded.item === undefined) this.#throttle.countBroken()
    else this.#throttle.count(decoded.item)
    this.#parts.take(decoded)
  }

  #mayTake(isFirst: boolean): boolean {
    const { outgoing, pulls } = this.#parts
    if (this.#parts.isChecking() || pulls.size >= mostWaiting) return false
    if (!outgoing.isRoomy) {
      outgoing.onceRoomy(() => this.goOn())
      return false
    }
    // What has arrived in one frame is handled, unless it is much work; the debt says when the next one is.
    return !this.#throttle.isHolding || (!isFirst && !this.#throttle.isOverworked)
  }
}
