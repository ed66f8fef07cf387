import type { Clock } from '@herenow/adapter'

/** Milliseconds: a timer later than this ran on a machine that slept or was blocked. */
const late = 500
/** Milliseconds for reading what waited in the socket meanwhile. */
const readingTime = 250

/**
 * Runs `callback` after so many milliseconds, for one that judges somebody else's silence: when it comes late, what
 * arrived in time is read first. Returns how to prevent it.
 */
export function deadline(clock: Clock, milliseconds: number, callback: () => void): () => void {
  const due = clock.now() + milliseconds
  let timer = clock.setTimeout(() => {
    if (clock.now() - due < late) callback()
    else timer = clock.setTimeout(callback, readingTime)
  }, milliseconds)
  return () => clock.clearTimeout(timer)
}
