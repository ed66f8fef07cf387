/** Text that this tab keeps over a reload; two windows don't share it. Where storage is blocked, it forgets. */
export const tabStorage = {
  get(key: string): string | null {
    try {
      return sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  set(key: string, value: string): void {
    try {
      sessionStorage.setItem(key, value)
    } catch {
      // Blocked or full: the tab goes on without.
    }
  },
}
