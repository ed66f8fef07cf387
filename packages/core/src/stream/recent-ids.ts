/** The ids of the newest messages, whatever epoch they stood in. Bounded: the oldest are forgotten first. */
export interface RecentIds {
  has(id: string): boolean
  /** Returns whether it was new. */
  add(id: string): boolean
  clear(): void
}

export function createRecentIds(most: number): RecentIds {
  const ids = new Set<string>()

  function dropOldest(): void {
    const [oldest] = ids
    if (oldest !== undefined) ids.delete(oldest)
  }

  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return false
      ids.add(id)
      if (ids.size > most) dropOldest()
      return true
    },
    clear: () => ids.clear(),
  }
}
