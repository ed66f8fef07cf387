import type { Clock, Timer } from '@herenow/adapter'
import type { Turns } from '../socket/turns.ts'
import { Fifo } from './fifo.ts'
import type { ServerEvent, ServerEventType } from './server-event.ts'

/** Milliseconds that a listener may take for one event; then the next one of the channel goes on. */
export const listenerDeadline = 5_000
/** Events that wait for one listener; beyond it the oldest is dropped … */
export const mostWaitingEvents = 100_000
/** … and characters of what they carry, messages and states. */
export const mostWaitingSize = 67_108_864
/** Calls of one listener that run at the same time, each for another channel or connection. */
export const mostCalls = 100
/** Milliseconds of one turn of the event loop that go to one listener. */
const share = 4

/** An event on its way to listeners. */
export interface Fact {
  readonly type: ServerEventType
  /** What is told in order with it: its channel, or its connection. */
  readonly key: string
  /** Characters of what it carries. */
  readonly size: number
  /** Makes the event, another object each time. */
  readonly read: () => ServerEvent
}

/** What became of a call. */
export type CallOutcome = { readonly kind: 'done' | 'late' } | { readonly kind: 'failed'; readonly error: unknown }

interface QueueNeeds {
  readonly clock: Clock
  readonly turns: Pick<Turns, 'now' | 'later'>
  readonly listener: (event: ServerEvent) => unknown
  readonly onCalled: (type: ServerEventType, outcome: CallOutcome, milliseconds: number) => void
  readonly onDropped: (type: ServerEventType) => void
}

interface Waiting {
  /** `null`: it was told or dropped. What it carried isn't kept for its place among others that wait. */
  fact: Fact | null
  readonly line: Line
}

/** What waits of one channel or connection. */
interface Line {
  readonly key: string
  readonly waiting: Fifo<Waiting>
  state: 'idle' | 'ready' | 'running'
}

/**
 * Tells one listener: the events of a channel, or of a connection, one after the other, and those of others at the same
 * time. Never in the turn in which something happened, so that a listener may do with the server what it likes.
 */
export class ListenerQueue {
  readonly #needs: QueueNeeds
  readonly #lines = new Map<string, Line>()
  /** Lines with something to tell that aren't running, and some of which all was dropped. */
  readonly #ready = new Fifo<Line>()
  /** Everything that waits, and some that is gone, oldest first. */
  readonly #all = new Fifo<Waiting>()
  #count = 0
  #size = 0
  #calls = 0
  #isScheduled = false
  #whenIdle: (() => void)[] = []

  constructor(needs: QueueNeeds) {
    this.#needs = needs
  }

  add(fact: Fact): void {
    let line = this.#lines.get(fact.key)
    if (line === undefined) {
      line = { key: fact.key, waiting: new Fifo(), state: 'idle' }
      this.#lines.set(fact.key, line)
    }
    const waiting = { fact, line }
    line.waiting.push(waiting)
    this.#all.push(waiting)
    this.#count += 1
    this.#size += fact.size
    if (line.state === 'idle') this.#makeReady(line)
    while (this.#count > mostWaitingEvents || (this.#size > mostWaitingSize && this.#count > 1)) this.#dropOldest()
    this.#tidy()
    this.#schedule()
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve)
      this.#settle()
    })
  }

  /** Forgets what waits; `onDropped` is told of each where it was to be told. */
  end(isLoss: boolean): void {
    for (let oldest = this.#all.take(); oldest !== undefined; oldest = this.#all.take()) {
      if (oldest.fact !== null && isLoss) this.#needs.onDropped(oldest.fact.type)
      oldest.fact = null
    }
    for (const line of this.#lines.values()) line.waiting.keep(() => false)
    this.#count = 0
    this.#size = 0
    this.#settle()
  }

  #dropOldest(): void {
    let oldest = this.#all.take()
    while (oldest?.fact === null) oldest = this.#all.take()
    const fact = oldest === undefined ? null : this.#leave(oldest)
    if (fact === null) return
    // What is oldest of all is the first of its line.
    oldest?.line.waiting.take()
    this.#needs.onDropped(fact.type)
  }

  /** Neither what was told in between nor channels of which all was dropped may be more than what waits. */
  #tidy(): void {
    const most = 2 * this.#count + 1_000
    if (this.#all.size > most) this.#all.keep(({ fact }) => fact !== null)
    if (this.#ready.size <= most) return
    this.#ready.keep((line) => {
      if (line.waiting.size > 0) return true
      this.#forget(line)
      return false
    })
  }

  #makeReady(line: Line): void {
    line.state = 'ready'
    this.#ready.push(line)
  }

  /** Nothing of it waits. */
  #forget(line: Line): void {
    line.state = 'idle'
    this.#lines.delete(line.key)
  }

  /** Returns what was waiting. */
  #leave(waiting: Waiting): Fact | null {
    const { fact } = waiting
    if (fact === null) return null
    waiting.fact = null
    this.#count -= 1
    this.#size -= fact.size
    return fact
  }

  #schedule(): void {
    if (this.#isScheduled || this.#calls >= mostCalls || this.#ready.size === 0) return
    this.#isScheduled = true
    this.#needs.turns.later(this.#proceed)
  }

  readonly #proceed = (): void => {
    this.#isScheduled = false
    const { turns } = this.#needs
    const until = turns.now() + share
    while (this.#calls < mostCalls && turns.now() < until) {
      const line = this.#ready.take()
      if (line === undefined) break
      const next = line.waiting.take()
      const fact = next === undefined ? null : this.#leave(next)
      if (fact === null) this.#forget(line)
      else this.#call(line, fact)
    }
    this.#schedule()
    this.#settle()
  }

  #call(line: Line, { type, read }: Fact): void {
    const { clock, turns, listener, onCalled } = this.#needs
    const startedAt = turns.now()
    let timer: Timer = null
    let isOver = false
    line.state = 'running'
    this.#calls += 1
    const over = (outcome: CallOutcome): void => {
      if (isOver) return
      isOver = true
      clock.clearTimeout(timer)
      this.#calls -= 1
      onCalled(type, outcome, turns.now() - startedAt)
      this.#goOn(line)
    }
    try {
      const result = listener(read())
      if (!isPromise(result)) {
        over({ kind: 'done' })
        return
      }
      timer = clock.setTimeout(() => over({ kind: 'late' }), listenerDeadline)
      result.then(
        () => over({ kind: 'done' }),
        (error: unknown) => over({ kind: 'failed', error }),
      )
    } catch (error) {
      over({ kind: 'failed', error })
    }
  }

  #goOn(line: Line): void {
    if (line.waiting.size > 0) this.#makeReady(line)
    else this.#forget(line)
    this.#schedule()
    this.#settle()
  }

  #settle(): void {
    if (this.#count > 0 || this.#calls > 0) return
    const waiting = this.#whenIdle
    this.#whenIdle = []
    for (const resolve of waiting) resolve()
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
