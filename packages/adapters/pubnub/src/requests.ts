import type { RealtimeError } from '@herenow/adapter'
import { connectionLost, isAboutToken, notConnected, requestError } from './service-error.ts'

/** Calls the SDK, and translates what it rejects with. What is not answered when the connection ends is rejected. */
export type Ask = <T>(call: () => Promise<T>, channel?: string) => Promise<T>

export interface Requests {
  readonly ask: Ask
  /** The connection is gone: nobody answers any more. */
  readonly drop: () => void
}

export interface RequestsNeeds {
  readonly isConnected: () => boolean
  /** An answer didn't come: the connection is not to be relied on. */
  readonly onSilence: () => void
  /** The token isn't taken any more. */
  readonly onTokenRefused: (reason: RealtimeError) => void
}

export function createRequests({ isConnected, onSilence, onTokenRefused }: RequestsNeeds): Requests {
  const waiting = new Set<(reason: RealtimeError) => void>()

  function ask<T>(call: () => Promise<T>, channel?: string): Promise<T> {
    if (!isConnected()) return Promise.reject(notConnected())
    return new Promise((resolve, reject) => {
      waiting.add(reject)
      call().then(
        (answer) => {
          waiting.delete(reject)
          resolve(answer)
        },
        (thrown: unknown) => {
          const isOurs = waiting.delete(reject)
          const error = requestError(thrown, channel)
          reject(error)
          if (!isOurs) return
          if (isAboutToken(error)) onTokenRefused(error)
          else if (error.origin === 'adapter' && error.retryable) onSilence()
        },
      )
    })
  }

  return {
    ask,
    drop() {
      const lost = [...waiting]
      waiting.clear()
      for (const reject of lost) reject(connectionLost())
    },
  }
}
