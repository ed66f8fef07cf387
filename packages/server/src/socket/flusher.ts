import type { EventLoop } from '../env/server-env.ts'
import { PendingSet } from './pending-set.ts'

/** `soon`: within the window that opens under load. `now`: when this turn's input has been handled. */
export const urgency = { none: 0, soon: 1, now: 2 } as const
export type Urgency = (typeof urgency)[keyof typeof urgency]

/** Something with pending output. */
export interface Flushable {
  flush(): void
  /** Told what `flush` threw: nobody else's output suffers from it. */
  failed(error: unknown): void
}

const shortestWindow = 1
const longestWindow = 5

/**
 * Decides when pending output is written. Output that is urgent leaves at the end of the turn. The rest waits for a
 * window of 1 to 5 ms, as long as the last round of writing took: the more sockets there are, the more messages share
 * one write, and reading always gets its half of the time.
 */
export class Flusher {
  readonly #loop: EventLoop
  #now: Flushable[] = []
  #soon: Flushable[] = []
  #nowScheduled = false
  #soonScheduled = false
  /** The empty set that sockets with nothing pending start from. */
  root: PendingSet = new PendingSet()
  /** Milliseconds. */
  window: number = shortestWindow

  constructor(loop: EventLoop) {
    this.#loop = loop
  }

  add(output: Flushable, when: Urgency): void {
    if (when === urgency.now) {
      this.#now.push(output)
      if (this.#nowScheduled) return
      this.#nowScheduled = true
      this.#loop.afterTurn(this.#flushNow)
    } else {
      this.#soon.push(output)
      if (this.#soonScheduled) return
      this.#soonScheduled = true
      this.#loop.after(this.window, this.#flushSoon)
    }
  }

  readonly #flushNow = (): void => {
    this.#nowScheduled = false
    const outputs = this.#now
    this.#now = []
    this.root = new PendingSet()
    flushAll(outputs)
  }

  readonly #flushSoon = (): void => {
    this.#soonScheduled = false
    const outputs = this.#soon
    this.#soon = []
    this.root = new PendingSet()
    const started = this.#loop.now()
    flushAll(outputs)
    const took = Math.round(this.#loop.now() - started)
    this.window = Math.min(Math.max(took, shortestWindow), longestWindow)
  }
}

function flushAll(outputs: readonly Flushable[]): void {
  for (const output of outputs) {
    try {
      output.flush()
    } catch (error) {
      output.failed(error)
    }
  }
}
