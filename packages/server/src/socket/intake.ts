import type { Clock } from '@herenow/adapter'
import type { ReceivedItem, Decoded } from '@herenow/protocol'
import type { ServerLimits } from '../server-limits.ts'
import type { InboxOwner } from './inbox.ts'
import { Inbox } from './inbox.ts'
import type { Outgoing } from './outgoing.ts'
import { ProbesAhead } from './probes-ahead.ts'
import type { PagedOutput } from './paged-output.ts'
import type { RateMeter, ThrottleOwner } from './throttle.ts'
import { Throttle } from './throttle.ts'
import type { Turns } from './turns.ts'
import type { WebSocketWire } from './websocket-wire.ts'

/** Requests of one client that may wait until its socket has taken the answers before; then nothing more is taken. */
const mostWaiting = 64

/** Whose intake it is. */
export interface IntakeOwner {
  /** Whether a token is being checked: nothing is taken, and nothing read, meanwhile. */
  readonly isChecking: boolean
  take(decoded: Decoded<ReceivedItem>): void
  later(work: () => void): void
  soon(work: () => void): void
  /** The client has been over its rate for too long. */
  abused(): void
}

interface IntakeParts {
  readonly limits: ServerLimits
  readonly turns: Turns
  readonly clock: Clock
  readonly rateMeter: RateMeter
  readonly outgoing: Outgoing
  readonly pagedOutput: PagedOutput
  readonly wire: Pick<WebSocketWire, 'pause' | 'resume'>
}

/**
 * Takes what a client sends as fast as its rate, its reading of the answers and the other connections allow. What
 * can't be taken waits, and soon isn't read any more.
 */
export class Intake implements InboxOwner, ThrottleOwner {
  readonly #owner: IntakeOwner
  readonly #clock: Clock
  readonly #outgoing: Outgoing
  readonly #pagedOutput: PagedOutput
  readonly #wire: IntakeParts['wire']
  readonly #inbox: Inbox
  readonly #throttle: Throttle
  /** Made when it is needed: most clients are never held to their rate. */
  #probes: ProbesAhead | null = null
  /** Control frames have come beyond the rate. */
  #isFlooded = false

  constructor(owner: IntakeOwner, parts: IntakeParts) {
    const { turns, clock, outgoing, pagedOutput, wire } = parts
    this.#owner = owner
    this.#clock = clock
    this.#outgoing = outgoing
    this.#pagedOutput = pagedOutput
    this.#wire = wire
    this.#inbox = new Inbox(turns, this)
    this.#throttle = new Throttle(parts, this)
  }

  /** Whether the client is held back: its silence says nothing then. */
  get isThrottled(): boolean {
    return this.#throttle.isHolding || this.#inbox.isPaused
  }

  /** A frame has arrived. */
  push(text: string): void {
    const probe = this.#throttle.isHolding ? this.#probeIn(text) : null
    if (probe === null) this.#inbox.push(text)
    else this.take(probe)
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

  take(decoded: Decoded<ReceivedItem>): void {
    if (decoded.item === undefined) this.#throttle.countBroken()
    else this.#throttle.count(decoded.item)
    this.#owner.take(decoded)
  }

  mayTake(isFirst: boolean): boolean {
    if (this.#owner.isChecking || this.#pagedOutput.size >= mostWaiting) return false
    if (!this.#outgoing.isRoomy) {
      this.#outgoing.onceRoomy(() => this.goOn())
      return false
    }
    // What has arrived in one frame is handled, unless it is much work; the debt says when the next one is.
    return !this.#throttle.isHolding || (!isFirst && !this.#throttle.isOverworked)
  }

  mayReadAhead(): boolean {
    return !this.#owner.isChecking && !(this.#isFlooded && this.#throttle.isHolding)
  }

  later(work: () => void): void {
    this.#owner.later(work)
  }

  soon(work: () => void): void {
    this.#owner.soon(work)
  }

  pause(): void {
    this.#wire.pause()
  }

  resume(): void {
    this.#wire.resume()
  }

  debtPaid(): void {
    this.goOn()
  }

  abused(): void {
    this.#owner.abused()
  }

  #probeIn(text: string): Decoded<ReceivedItem> | null {
    this.#probes ??= new ProbesAhead(this.#clock)
    return this.#probes.probeIn(text)
  }
}
