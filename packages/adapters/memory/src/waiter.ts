/** Somebody waits for a wish to come true. */
export interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** Tells all who wait, and returns that nobody waits any more. */
export function settle(waiters: readonly Waiter[], error?: Error): readonly Waiter[] {
  for (const { resolve, reject } of waiters) {
    if (error === undefined) resolve()
    else reject(error)
  }
  return []
}
