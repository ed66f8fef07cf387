import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Timer } from '@herenow/adapter'
import type { ServerEnv } from './server-env.ts'

/** Real time and randomness. */
export const nodeEnv: ServerEnv = {
  clock: {
    now: () => performance.now(),
    date: () => Date.now(),
    setTimeout: (callback, milliseconds): Timer => setTimeout(callback, milliseconds),
    clearTimeout: (timer) => {
      clearTimeout(timer as NodeJS.Timeout)
    },
  },
  random: {
    next: () => Math.random(),
    bytes: (count) => randomBytes(count),
  },
  loop: {
    now: () => performance.now(),
    afterTurn: (callback) => {
      setImmediate(callback)
    },
    after: (milliseconds, callback) => {
      setTimeout(callback, milliseconds)
    },
  },
}
