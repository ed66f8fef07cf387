import type { RealtimeError } from '@herenow/adapter'
import { connectionLost, notConnected, requestError } from './service-error.ts'

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
}

export function createRequests({ isConnected, onSilence }: RequestsNeeds): Requests {
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
          if (isOurs && error.code === 'timeout') onSilence()
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
