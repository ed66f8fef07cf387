/** Tabs of one browser don't share it, and it is gone when the tab is closed. */
const name = 'herenow-inspector-key'

/** The key that was typed into this tab; `null`: none was, or the browser keeps nothing. */
export function keptKey(): string | null {
  try {
    return sessionStorage.getItem(name)
  } catch {
    return null
  }
}

/** Keeps a key for reloads of this tab; `null` forgets it. */
export function keepKey(key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, key)
  } catch {
    // The page works without: the key is asked for again after a reload.
  }
}
