import { assertNever } from '@herenow/adapter'
import type { Clock, Timer } from '@herenow/adapter'
import type { ReceivedItem } from '@herenow/protocol'
import type { ServerLimits } from '../server-limits.ts'
import { longestTimer, timings } from '../timings.ts'
import { TokenBucket } from './token-bucket.ts'

/** Work beyond what requests are counted for: 3 MB of answers a second, or 20,000 channels or people looked at. */
const workRate = { perSecond: 200, burst: 400 }
/** Tokens of an item that can't be read: what is wrong with it has to be found and said. */
const brokenCost = 3

/** Which of its rates a client is over. */
export type RateName = 'publishesPerSecond' | 'requestsPerSecond' | 'work'

/** Told how often and for how long a client is held to its rate. */
export interface RateMeter {
  /** From now on nothing is taken for a while. */
  held(rate: RateName): void
  /** That is over, after so many milliseconds. */
  released(milliseconds: number): void
}

/** Whose rate it is. */
export interface ThrottleOwner {
  /** The debt is paid: go on. */
  debtPaid(): void
  /** The client has been at its limit for too long. */
  abused(): void
}

interface ThrottleNeeds {
  readonly limits: ServerLimits
  readonly clock: Clock
  readonly rateMeter: RateMeter
}

/** Holds a connection to its rate by taking what it sends more slowly: nothing fails and order is kept. */
export class Throttle {
  readonly #clock: Clock
  readonly #owner: ThrottleOwner
  readonly #rateMeter: RateMeter
  readonly #publishes: TokenBucket
  readonly #requests: TokenBucket
  /** Made when it is needed. */
  #work: TokenBucket | null = null
  #resumeAt = -Infinity
  #timer: Timer = null
  /** Monotonic milliseconds. */
  #heldSince = 0

  constructor({ limits, clock, rateMeter }: ThrottleNeeds, owner: ThrottleOwner) {
    this.#clock = clock
    this.#rateMeter = rateMeter
    this.#owner = owner
    const now = clock.now()
    this.#publishes = new TokenBucket({ perSecond: limits.publishesPerSecond, burst: limits.publishBurst }, now)
    this.#requests = new TokenBucket({ perSecond: limits.requestsPerSecond, burst: limits.requestBurst }, now)
  }

  /** Whether a debt has to be paid before anything more may be taken. */
  get isHolding(): boolean {
    return this.#timer !== null
  }

  /** Counts what a client has sent. */
  count(item: ReceivedItem): void {
    switch (item.type) {
      case 'publish':
        this.#take(this.#publishes, Math.max(item.messages.length, 1))
        return
      case 'signal':
      case 'presence':
        this.#take(this.#publishes, 1)
        return
      case 'pong':
      case 'hello':
      case 'attach':
      case 'detach':
      case 'presence-get':
      case 'presence-sync':
      case 'history':
      case 'here-now':
      case 'where-now':
      case 'watch':
      case 'token':
      case 'ping':
        this.#take(this.#requests, 1)
        return
      default:
        assertNever(item)
    }
  }

  /** Counts something that could not be read. */
  countBroken(): void {
    this.#take(this.#requests, brokenCost)
  }

  /** Counts a control frame of the WebSocket protocol. */
  countControl(): void {
    this.#take(this.#requests, 1)
  }

  /** Counts work that an answer took beyond what its request was counted for, in requests. */
  charge(tokens: number): void {
    if (tokens === 0) return
    this.#work ??= new TokenBucket(workRate, this.#clock.now())
    this.#take(this.#work, tokens)
  }

  /** Whether so much work has to be paid for that not even the rest of a frame may be taken. */
  get isOverworked(): boolean {
    return this.isHolding && this.#work !== null && this.#work.debt(this.#clock.now()) > 0
  }

  end(): void {
    if (this.#timer === null) return
    this.#clock.clearTimeout(this.#timer)
    this.#release()
  }

  #release(): void {
    this.#timer = null
    this.#rateMeter.released(this.#clock.now() - this.#heldSince)
  }

  #take(bucket: TokenBucket, count: number): void {
    const now = this.#clock.now()
    const wait = bucket.take(count, now)
    if (wait === 0) return
    if (bucket.heldFor(now) >= timings.abuse) {
      this.#owner.abused()
      return
    }
    this.#resumeAt = Math.max(this.#resumeAt, now + wait)
    if (this.#timer !== null) return
    this.#heldSince = now
    this.#rateMeter.held(this.#nameOf(bucket))
    this.#wait()
  }

  #wait(): void {
    const wait = Math.min(Math.max(this.#resumeAt - this.#clock.now(), 0), longestTimer)
    this.#timer = this.#clock.setTimeout(() => {
      if (this.#resumeAt > this.#clock.now()) {
        this.#wait()
        return
      }
      this.#release()
      this.#owner.debtPaid()
    }, wait)
  }

  #nameOf(bucket: TokenBucket): RateName {
    if (bucket === this.#publishes) return 'publishesPerSecond'
    return bucket === this.#requests ? 'requestsPerSecond' : 'work'
  }
}
