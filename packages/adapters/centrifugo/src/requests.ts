import type { RealtimeError } from '@herenow/adapter'
import { connectionLost, notConnected, requestError, tooLarge } from './service-error.ts'

/**
 * Calls the SDK, which would wait for a connection by itself, and translates what it rejects with. `bytes`: how large the
 * request is, where that may be at fault.
 */
export type Ask = <T>(call: () => Promise<T>, channel?: string, bytes?: number) => Promise<T>

export interface Requests {
  readonly ask: Ask
  /**
   * The connection is gone: nobody answers any more. `isTooLarge`: the server ended it because of the size of something,
   * and the largest request must not be made again.
   */
  readonly drop: (isTooLarge: boolean) => void
}

export interface RequestsNeeds {
  readonly isConnected: () => boolean
  /** An answer didn't come: the connection is not to be relied on. */
  readonly onSilence: () => void
}

export function createRequests({ isConnected, onSilence }: RequestsNeeds): Requests {
  /** With how large each is. */
  const waiting = new Map<(reason: RealtimeError) => void, number>()

  function ask<T>(call: () => Promise<T>, channel?: string, bytes = 0): Promise<T> {
    if (!isConnected()) return Promise.reject(notConnected())
    return new Promise((resolve, reject) => {
      waiting.set(reject, bytes)
      call().then(
        (answer) => {
          waiting.delete(reject)
          resolve(answer)
        },
        (thrown: unknown) => {
          const isOurs = waiting.delete(reject)
          const error = requestError(thrown, channel)
          reject(error)
          if (isOurs && error.code === 'timeout') onSilence()
        },
      )
    })
  }

  return {
    ask,
    drop(isTooLarge) {
      const lost = [...waiting]
      waiting.clear()
      const largest = Math.max(1, ...lost.map(([, bytes]) => bytes))
      for (const [reject, bytes] of lost) reject(isTooLarge && bytes === largest ? tooLarge() : connectionLost())
    },
  }
}
