import { connectionLost, notConnected } from './adapter-errors.ts'
import type { RealtimeError } from './error.ts'

/**
 * Calls an SDK, and translates what it rejects with. Without a connection the call isn't made, as SDKs would wait for one by
 * themselves. `bytes`: how large the request is, where that may be at fault.
 */
export type AskSdk = <T>(call: () => Promise<T>, channel?: string, bytes?: number) => Promise<T>

/** For sessions whose SDK answers by promises, which it may leave unanswered. */
export interface SdkCalls {
  readonly ask: AskSdk
  /**
   * The connection is gone: nobody answers any more. `reason`: what all that wait get. `ofLargest`: what the largest
   * request gets, where the service ended the connection because of the size of something.
   */
  readonly drop: (reason?: RealtimeError, ofLargest?: RealtimeError) => void
}

export interface SdkCallsNeeds {
  readonly isConnected: () => boolean
  /** What a call was rejected with, as an error of the kit. */
  readonly errorOf: (thrown: unknown, channel: string | undefined) => RealtimeError
  /** An answer didn't come while the connection stood: it is not to be relied on. */
  readonly onSilence?: () => void
}

export function createSdkCalls({ isConnected, errorOf, onSilence }: SdkCallsNeeds): SdkCalls {
  /** With how large each is. */
  const waiting = new Map<(reason: RealtimeError) => void, number>()

  function ask<T>(call: () => Promise<T>, channel?: string, bytes = 0): Promise<T> {
    if (!isConnected()) return Promise.reject(notConnected())
    return new Promise((resolve, reject) => {
      waiting.set(reject, bytes)
      // What the SDK throws at once is an answer too.
      const answered = (async () => call())()
      answered.then(
        (answer) => {
          waiting.delete(reject)
          resolve(answer)
        },
        (thrown: unknown) => {
          const isWaiting = waiting.delete(reject)
          const error = errorOf(thrown, channel)
          reject(error)
          if (isWaiting && error.code === 'timeout') onSilence?.()
        },
      )
    })
  }

  return {
    ask,
    drop(reason = connectionLost(), ofLargest = reason) {
      const lost = [...waiting]
      waiting.clear()
      const largest = Math.max(1, ...lost.map(([, bytes]) => bytes))
      for (const [reject, bytes] of lost) reject(bytes === largest ? ofLargest : reason)
    },
  }
}
