import type { EventLoop } from '../env/server-env.ts'
import type { Delay } from '../metrics/delay-meter.ts'
import { DelayMeter } from '../metrics/delay-meter.ts'
import { PendingSet } from './pending-set.ts'
import type { Turns } from './turns.ts'

/** `soon`: within the window that opens under load. `now`: when this turn's input has been handled. */
export const urgency = { none: 0, soon: 1, now: 2 } as const
export type Urgency = (typeof urgency)[keyof typeof urgency]

/** Something with pending output. */
export interface Flushable {
  /** Bytes that `flush` would write. */
  readonly size: number
  flush(): void
  /** Told what `flush` threw: nobody else's output suffers from it. */
  failed(error: unknown): void
}

const shortestWindow = 1
const longestWindow = 5

/** From so many bytes on it is the bytes that take time, not the write. */
const much = 16_384
/** Milliseconds of one turn of the event loop that go to output of that size. */
const share = 4

/**
 * Decides when pending output is written. Output that is urgent leaves at the end of the turn. The rest waits for a
 * window of 1 to 5 ms, as long as the last round of writing took: the more sockets there are, the more messages share
 * one write, and reading always gets its half of the time. Where much is pending for a socket it has to wait for its
 * share of a turn, so that who has little to hear doesn't wait for gigabytes that others are sent.
 */
export class Flusher {
  readonly #loop: EventLoop
  readonly #turns: Pick<Turns, 'now' | 'later'>
  #now: Flushable[] = []
  #soon: Flushable[] = []
  /** With much output, in the order in which their time came. */
  #behind: Flushable[] = []
  #nowScheduled = false
  #soonScheduled = false
  #behindScheduled = false
  #expectsMuch = false
  /** Those of `#behind` that the last much that was expected waits for, or is. */
  #expected = 0
  #whenCaughtUp: (() => void)[] = []
  /** When the oldest output of each list was added, in monotonic milliseconds. */
  #nowSince = 0
  #soonSince = 0
  #behindSince = 0
  readonly #delays = new DelayMeter()
  /** The empty set that sockets with nothing pending start from. */
  root: PendingSet = new PendingSet()
  /** Milliseconds. */
  window: number = shortestWindow

  constructor(loop: EventLoop, turns: Pick<Turns, 'now' | 'later'>) {
    this.#loop = loop
    this.#turns = turns
  }

  add(output: Flushable, when: Urgency): void {
    if (when === urgency.now) {
      this.#now.push(output)
      this.#scheduleNow()
    } else {
      this.#soon.push(output)
      if (this.#soonScheduled) return
      this.#soonScheduled = true
      this.#soonSince = this.#loop.now()
      this.#loop.after(this.window, this.#flushSoon)
    }
  }

  /** For how many milliseconds the output of each round lately waited that waited longest. */
  get delay(): Delay {
    return this.#delays.recent(this.#loop.now())
  }

  /** Whether what was expected hasn't all been written yet. */
  get isBehind(): boolean {
    return this.#expectsMuch || this.#expected > 0
  }

  /** Calls `listener` once it isn't behind any more. */
  onceCaughtUp(listener: () => void): void {
    this.#whenCaughtUp.push(listener)
  }

  /** Tells that much is about to be added for many, all of it urgent. */
  expectMuch(): void {
    this.#expectsMuch = true
    this.#scheduleNow()
  }

  #scheduleNow(): void {
    if (this.#nowScheduled) return
    this.#nowScheduled = true
    this.#nowSince = this.#loop.now()
    this.#loop.afterTurn(this.#flushNow)
  }

  readonly #flushNow = (): void => {
    this.#nowScheduled = false
    const outputs = this.#now
    this.#now = []
    this.root = new PendingSet()
    const expectsMuch = this.#expectsMuch
    this.#expectsMuch = false
    this.#flushAll(outputs, this.#nowSince, expectsMuch)
  }

  readonly #flushSoon = (): void => {
    this.#soonScheduled = false
    const outputs = this.#soon
    this.#soon = []
    this.root = new PendingSet()
    const started = this.#loop.now()
    this.#flushAll(outputs, this.#soonSince, false)
    const took = Math.round(this.#loop.now() - started)
    this.window = Math.min(Math.max(took, shortestWindow), longestWindow)
  }

  #flushAll(outputs: readonly Flushable[], since: number, areExpected: boolean): void {
    const isFirstBehind = this.#behind.length === 0
    for (const output of outputs) {
      if (output.size < much) flush(output)
      else this.#behind.push(output)
    }
    if (isFirstBehind) this.#behindSince = since
    if (areExpected) this.#expected = this.#behind.length
    this.#noteDelay(since)
    if (!this.#behindScheduled && this.#behind.length > 0) this.#flushBehind()
    else this.#noticeCaughtUp()
  }

  readonly #flushBehind = (): void => {
    const outputs = this.#behind
    const until = this.#turns.now() + share
    let done = 0
    for (const output of outputs) {
      flush(output)
      done += 1
      if (this.#turns.now() >= until) break
    }
    this.#behind = outputs.slice(done)
    this.#expected = Math.max(this.#expected - done, 0)
    this.#noteDelay(this.#behindSince)
    this.#behindScheduled = this.#behind.length > 0
    if (this.#behindScheduled) this.#turns.later(this.#flushBehind)
    this.#noticeCaughtUp()
  }

  #noteDelay(since: number): void {
    const now = this.#loop.now()
    this.#delays.note(now - since, now)
  }

  #noticeCaughtUp(): void {
    if (this.isBehind) return
    const listeners = this.#whenCaughtUp
    this.#whenCaughtUp = []
    for (const listener of listeners) listener()
  }
}

function flush(output: Flushable): void {
  try {
    output.flush()
  } catch (error) {
    output.failed(error)
  }
}
