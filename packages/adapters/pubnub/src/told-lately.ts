import type { Clock, PresenceConnection } from '@herenow/adapter'

type People = ReadonlyMap<string, PresenceConnection>

/** Of whom something was told lately: that counts more than a list, which may be of a moment before. */
export interface ToldLately {
  readonly note: (uuid: string) => void
  /** The list as it is by what was told. `known`: who is there by that. */
  correct(listed: People, known: People): Map<string, PresenceConnection>
  readonly clear: () => void
}

/** `lasts`: for how many milliseconds it counts. */
export function createToldLately(clock: Pick<Clock, 'now'>, lasts: number): ToldLately {
  const toldAt = new Map<string, number>()
  return {
    note: (uuid) => void toldAt.set(uuid, clock.now()),
    correct(listed, known) {
      for (const [uuid, at] of toldAt) if (clock.now() - at >= lasts) toldAt.delete(uuid)
      const corrected = new Map(listed)
      for (const uuid of toldAt.keys()) {
        const connection = known.get(uuid)
        if (connection) corrected.set(uuid, connection)
        else corrected.delete(uuid)
      }
      return corrected
    },
    clear: () => toldAt.clear(),
  }
}
