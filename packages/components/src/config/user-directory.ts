/** A user, as `resolveUser` returns it. */
export interface ResolvedUser {
  readonly name?: string | undefined
  /** URL of a picture: http(s), a data or blob image, or a path. */
  readonly avatar?: string | undefined
  /** `#rgb` or `#rrggbb`, for initials, cursors and typing. Default: derived from the client id. */
  readonly color?: string | undefined
}

/**
 * Looks up the user of a client id. `null`: unknown; then name and picture come from `info`.
 *
 * Called once for each id, for all ids of one commit in the same turn: a loader that batches by turn gets them together.
 * A rejection is reported as an uncaught error is, and the id is asked for again when it next appears.
 */
export type ResolveUser = (clientId: string) => ResolvedUser | null | Promise<ResolvedUser | null>

/** Users by client id, each asked for once and kept. */
export interface UserDirectory {
  /** `undefined`: not known yet, or unknown. The same object until it changes. */
  readonly find: (clientId: string) => ResolvedUser | undefined
  /** Asks for somebody unless that has been done. */
  readonly ask: (clientId: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/**
 * Answers that arrive in one turn notify listeners together, so that a list of fifty renders once.
 *
 * @param reportFailure - gets what `resolveUser` threw or rejected with
 */
export function createUserDirectory(
  resolveUser: ResolveUser,
  reportFailure: (failure: unknown) => void,
): UserDirectory {
  // Has an entry for every id that was asked for.
  const users = new Map<string, ResolvedUser | undefined>()
  const listeners = new Set<() => void>()
  let isTelling = false
  const tell = () => {
    isTelling = false
    for (const listener of listeners) listener()
  }
  const keep = (clientId: string, user: ResolvedUser | null) => {
    if (user === null) return
    users.set(clientId, user)
    if (isTelling) return
    isTelling = true
    queueMicrotask(tell)
  }
  const ask = async (clientId: string) => {
    try {
      keep(clientId, await resolveUser(clientId))
    } catch (failure) {
      users.delete(clientId)
      reportFailure(failure)
    }
  }
  return {
    find: (clientId) => users.get(clientId),
    ask: (clientId) => {
      if (users.has(clientId)) return
      users.set(clientId, undefined)
      void ask(clientId)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
