/** What was asked for the last time that it could be had, and why it couldn't since. */
export interface Answer<T> {
  /** `null`: nothing yet. */
  readonly value: T | null
  /** `null`: the last answer was one. */
  readonly error: unknown
}

export const unanswered: Answer<never> = { value: null, error: null }

/** The next answer. What was known stays while it can't be had. */
export function nextAnswer<T>(before: Answer<T>, settled: PromiseSettledResult<T>): Answer<T> {
  return settled.status === 'fulfilled'
    ? { value: settled.value, error: null }
    : { value: before.value, error: settled.reason }
}
