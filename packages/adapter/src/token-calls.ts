import { adapterError } from './adapter-errors.ts'
import { deadline } from './deadline.ts'
import type { Clock } from './env.ts'
import type { RealtimeError } from './error.ts'
import type { TokenSource, TokenWish } from './token-source.ts'

/** Milliseconds. */
const callTimeout = 10_000

/** For sessions whose SDK asks for tokens by promises: asks the token function for whoever waits for the answer, one after the other. */
export interface TokenCalls {
  /** Rejects with what the function rejects with, when it is late, and when all is given up. */
  ask(wish: TokenWish): Promise<string | null>
  /** Rejects all that wait. */
  giveUp(reason: RealtimeError): void
}

/** Calls that are given up together. */
interface Round {
  /** Why they were. */
  reason: RealtimeError | null
  /** Rejects the one that is under way. */
  reject: (reason: RealtimeError) => void
}

function createRound(): Round {
  return { reason: null, reject: () => {} }
}

export function createTokenCalls(clock: Clock, tokens: TokenSource): TokenCalls {
  let last: Promise<unknown> = Promise.resolve()
  let round = createRound()

  function call(wish: TokenWish, own: Round): Promise<string | null> {
    return new Promise((resolve, reject) => {
      if (own.reason) return reject(own.reason)
      function settled(): void {
        cancel()
        own.reject = (): void => {}
      }
      const cancel = deadline(clock, callTimeout, () => {
        settled()
        tokens.giveUp()
        reject(adapterError('timeout', 'The token did not come in time.', { retryable: true }))
      })
      own.reject = (reason): void => {
        settled()
        tokens.giveUp()
        reject(reason)
      }
      tokens.fetch(
        wish,
        (token) => {
          settled()
          resolve(token)
        },
        (error) => {
          settled()
          reject(error)
        },
      )
    })
  }

  return {
    ask(wish) {
      const own = round
      const answer = last.then(() => call(wish, own))
      last = answer.catch(() => {})
      return answer
    },
    giveUp(reason) {
      round.reason = reason
      round.reject(reason)
      round = createRound()
    },
  }
}
