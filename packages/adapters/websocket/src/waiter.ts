/** Tells who waits for a wish that it came true, or why it won't. */
export type Waiter = (error?: Error) => void

/** A promise that the waiter settles. */
export function waitFor(start: (waiter: Waiter) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())))
}
