import type { RealtimeError, Waiter } from '@herenow/adapter'
import { waitFor } from '@herenow/adapter'

/** Who waits until PubNub has looked anew at all that is subscribed to. */
export interface Handshakes {
  /** `start`: has it look. */
  wait(start: () => void): Promise<void>
  readonly done: () => void
  readonly drop: (reason: RealtimeError) => void
}

export function createHandshakes(): Handshakes {
  let waiters: Waiter[] = []

  function settle(error?: Error): void {
    const settled = waiters
    waiters = []
    for (const waiter of settled) waiter(error)
  }

  return {
    wait: (start) =>
      waitFor((waiter) => {
        waiters.push(waiter)
        start()
      }),
    done: () => settle(),
    drop: settle,
  }
}
