import type { Clock } from '@herenow/adapter'
import type { ReceivedItem, Decoded } from '@herenow/protocol'
import { decodeClientFrame } from '@herenow/protocol'

/** A ping alone in its frame is no longer than this many characters. */
const longestProbe = 100
/** Milliseconds between two probes that are answered ahead; others wait their turn. */
const pace = 1_000

/**
 * Finds pings that are answered ahead of what waits for the connection's rate: a client that asks whether the server
 * is still there must not take its own backlog for silence.
 */
export class ProbesAhead {
  readonly #clock: Clock
  #lastAt = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The ping that is all of a frame, or `null`: the frame waits like any other. */
  probeIn(frame: string): Decoded<ReceivedItem> | null {
    const now = this.#clock.now()
    if (frame.length > longestProbe || now - this.#lastAt < pace || !frame.includes('"ping"')) return null
    // Also when it turns out to be something else: nobody's frames are decoded beyond their rate.
    this.#lastAt = now
    const [first, second] = decodeClientFrame(frame)
    return first?.item?.type === 'ping' && second === undefined ? first : null
  }
}
