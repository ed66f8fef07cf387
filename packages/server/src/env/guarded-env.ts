import type { Clock } from '@herenow/adapter'
import type { EventLoop, ServerEnv } from './server-env.ts'

/** Told what a callback threw. Must not throw itself. */
export type Failed = (error: unknown) => void

/** A clock whose timers never throw: `failed` is told instead. */
export function guardedClock(clock: Clock, failed: Failed): Clock {
  return {
    now: () => clock.now(),
    date: () => clock.date(),
    setTimeout: (callback, milliseconds) => clock.setTimeout(guarded(callback, failed), milliseconds),
    clearTimeout: (timer) => clock.clearTimeout(timer),
  }
}

/** An environment in which nothing that a callback throws gets to the runtime, which would end the process. */
export function guardedEnv(env: ServerEnv, failed: Failed): ServerEnv {
  return { ...env, clock: guardedClock(env.clock, failed), loop: guardedLoop(env.loop, failed) }
}

function guardedLoop(loop: EventLoop, failed: Failed): EventLoop {
  return {
    now: () => loop.now(),
    afterTurn: (callback) => loop.afterTurn(guarded(callback, failed)),
    afterInput: (callback) => loop.afterInput(guarded(callback, failed)),
    after: (milliseconds, callback) => loop.after(milliseconds, guarded(callback, failed)),
  }
}

function guarded(callback: () => void, failed: Failed): () => void {
  return () => {
    try {
      callback()
    } catch (error) {
      failed(error)
    }
  }
}
