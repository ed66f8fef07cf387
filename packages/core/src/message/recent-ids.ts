/** Remembers the last ids it was given, up to a bound. */
export interface RecentIds {
  /** Whether the id is new; remembers it. */
  add(id: string): boolean
  clear(): void
}

export function createRecentIds(most: number): RecentIds {
  const ids = new Set<string>()
  return {
    add(id) {
      if (ids.has(id)) return false
      ids.add(id)
      const [oldest = id] = ids
      if (ids.size > most) ids.delete(oldest)
      return true
    },
    clear: () => ids.clear(),
  }
}
