/** Tells somebody who waits that it has come true, or with an error why it won't. */
export type Waiter = (error?: Error) => void

/** A promise that the waiter settles. What `start` throws rejects it. */
export function waitFor(start: (waiter: Waiter) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())))
}
