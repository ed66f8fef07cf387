import type { Clock } from './env.ts'

/** Milliseconds: a timer later than this ran on a machine that slept or was blocked. */
const late = 500

/** Milliseconds for reading what waited in the socket meanwhile. */
const readingTime = 250

/** Runs `callback` after so many milliseconds. Returns how to prevent it. */
export function after(clock: Clock, milliseconds: number, callback: () => void): () => void {
  const timer = clock.setTimeout(callback, milliseconds)
  return () => clock.clearTimeout(timer)
}

/**
 * Like `after`, for a callback that judges somebody else's silence: when it comes late, frames that arrived in time are
 * read first.
 */
export function deadline(clock: Clock, milliseconds: number, callback: () => void): () => void {
  const due = clock.now() + milliseconds
  let cancel = after(clock, milliseconds, () => {
    if (clock.now() - due < late) callback()
    else cancel = after(clock, readingTime, callback)
  })
  return () => cancel()
}
