/** Losses in a row at one place after which a reading counts as stuck there. One may be the network's. */
const mostLosses = 2
/** More than are read on a busy connection. */
const mostReadings = 10_000

/**
 * Finds readings that come no further because the connection ends wherever they stand. A text frame that isn't UTF-8 ends
 * a WebSocket, and names no reading.
 */
export interface StuckReadings {
  /** The connection was lost during a reading. `place`: the number of the last entry that it saw; `null`: it saw none. */
  lost(key: string, place: number | null): void
  /** A reading has come through. */
  freed(key: string): void
  has(key: string): boolean
}

export function createStuckReadings(): StuckReadings {
  const losses = new Map<string, { readonly place: number | null; readonly times: number }>()
  const has = (key: string): boolean => (losses.get(key)?.times ?? 0) >= mostLosses
  return {
    has,
    lost(key, place) {
      const before = losses.get(key)
      // What is stuck stays so until it has come through: behind one such entry there may be another.
      const isSame = before !== undefined && (before.place === place || has(key))
      losses.set(key, { place, times: isSame ? before.times + 1 : 1 })
      // Those that are never made again are forgotten one day.
      const [oldest] = losses.keys()
      if (losses.size > mostReadings && oldest !== undefined) losses.delete(oldest)
    },
    freed(key) {
      losses.delete(key)
    },
  }
}
