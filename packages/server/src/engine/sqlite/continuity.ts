/** What a file knows about its own history. */
export interface Continuity {
  readonly epoch: string
  /** From when on the file is known to be complete. Milliseconds since 1970. */
  readonly knownSince: number
  /** The run of the machine in which the file was last opened. */
  readonly boot: string
  /** Messages were confirmed that a power cut may have taken. */
  readonly unsynced: boolean
}

interface Now {
  readonly boot: string
  readonly date: number
  readonly newEpoch: () => string
}

/** Boot times are rounded and follow the clock: so many milliseconds apart they are still the same. */
const bootTimeTolerance = 10_000

/**
 * How the file goes on. Where confirmed messages may have been lost, their offsets would be given to others: so the
 * epoch ends, whether or not something was lost, because nobody can tell.
 */
export function continuityAtOpen(stored: Continuity | null, now: Now): Continuity {
  if (stored === null || (stored.unsynced && !isSameBoot(stored.boot, now.boot))) {
    return { epoch: now.newEpoch(), knownSince: now.date, boot: now.boot, unsynced: false }
  }
  return { ...stored, boot: now.boot, unsynced: false }
}

function isSameBoot(a: string, b: string): boolean {
  if (a === b) return true
  if (!a.startsWith('at:') || !b.startsWith('at:')) return false
  return Math.abs(Number(a.slice(3)) - Number(b.slice(3))) <= bootTimeTolerance
}
