/** What a file knows about its own history. */
export interface Continuity {
  readonly epoch: string
  /** The epoch before, up to whose kept offsets the channels are the same. `null`: there was none. */
  readonly previousEpoch: string | null
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
  /** The operator says that the file is not the one that clients know, for example a backup that was put back. */
  readonly isReplaced: boolean
}

/** Boot times are rounded and follow the clock: so many milliseconds apart they are still the same. */
const bootTimeTolerance = 10_000

/**
 * How the file goes on. Where confirmed messages may have been lost, their offsets would be given to others: so the
 * epoch ends, whether or not something was lost, because nobody can tell.
 */
export function continuityAtOpen(stored: Continuity | null, now: Now): Continuity {
  if (stored === null || now.isReplaced || (stored.unsynced && !isSameBoot(stored.boot, now.boot))) {
    const previousEpoch = stored?.epoch ?? null
    return { epoch: now.newEpoch(), previousEpoch, knownSince: now.date, boot: now.boot, unsynced: false }
  }
  return { ...stored, boot: now.boot, unsynced: false }
}

function isSameBoot(a: string, b: string): boolean {
  if (a === b) return true
  if (!a.startsWith('at:') || !b.startsWith('at:')) return false
  return Math.abs(Number(a.slice(3)) - Number(b.slice(3))) <= bootTimeTolerance
}
