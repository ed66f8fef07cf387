import { Buffer } from 'node:buffer'
import { randomFillSync } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Timer } from '@herenow/adapter'
import type { ServerEnv } from './server-env.ts'
import { processVitals } from './vitals.ts'

/** Real time, randomness, process and network. */
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
    bytes: pooledBytes(),
  },
  loop: {
    now: () => performance.now(),
    // Runs once all promises that are settled now have been heard: sooner than any timer, socket or immediate.
    afterTurn: (callback) => {
      process.nextTick(callback)
    },
    // Immediates run when the loop has been through all sockets that had something to read.
    afterInput: (callback) => {
      setImmediate(callback)
    },
    after: (milliseconds, callback) => {
      setTimeout(callback, milliseconds)
    },
  },
  vitals: processVitals,
  fetch: (url, init) => fetch(url, init),
}

/** A request to the system costs about 100 µs on an idle machine, whatever its size: so one is made for many ids. */
function pooledBytes(): (count: number) => Uint8Array {
  const pool = Buffer.alloc(4_096)
  let used = pool.length
  return (count) => {
    if (count > pool.length) return randomFillSync(Buffer.alloc(count))
    if (used + count > pool.length) {
      randomFillSync(pool)
      used = 0
    }
    used += count
    // A copy: the pool's own bytes are overwritten, and nobody else may see them.
    return new Uint8Array(pool.subarray(used - count, used))
  }
}
