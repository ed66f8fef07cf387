import type { Clock, Timer } from '@herenow/adapter'
import type { EventLoop, ServerEnv } from './server-env.ts'

/** Told what a callback threw. Must not throw itself. */
export interface CallbackOwner {
  failed(error: unknown): void
}

/** A clock whose timers never throw: their owner is told instead. */
export class GuardedClock implements Clock {
  readonly #clock: Clock
  readonly #owner: CallbackOwner

  constructor(clock: Clock, owner: CallbackOwner) {
    this.#clock = clock
    this.#owner = owner
  }

  /** The same clock with timers of somebody else's. */
  of(owner: CallbackOwner): GuardedClock {
    return new GuardedClock(this.#clock, owner)
  }

  now(): number {
    return this.#clock.now()
  }

  date(): number {
    return this.#clock.date()
  }

  setTimeout(callback: () => void, milliseconds: number): Timer {
    return this.#clock.setTimeout(guarded(callback, this.#owner), milliseconds)
  }

  clearTimeout(timer: Timer): void {
    this.#clock.clearTimeout(timer)
  }
}

/** An environment in which nothing that a callback throws gets to the runtime, which would end the process. */
export interface GuardedEnv extends ServerEnv {
  readonly clock: GuardedClock
}

export function guardedEnv(env: ServerEnv, owner: CallbackOwner): GuardedEnv {
  return { ...env, clock: new GuardedClock(env.clock, owner), loop: guardedLoop(env.loop, owner) }
}

function guardedLoop(loop: EventLoop, owner: CallbackOwner): EventLoop {
  return {
    now: () => loop.now(),
    afterTurn: (callback) => loop.afterTurn(guarded(callback, owner)),
    afterInput: (callback) => loop.afterInput(guarded(callback, owner)),
    after: (milliseconds, callback) => loop.after(milliseconds, guarded(callback, owner)),
  }
}

function guarded(callback: () => void, owner: CallbackOwner): () => void {
  return () => {
    try {
      callback()
    } catch (error) {
      owner.failed(error)
    }
  }
}
