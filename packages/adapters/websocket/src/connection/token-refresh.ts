import type { Clock, RealtimeError } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import { adapterError } from '../adapter-error.ts'
import { retryStep } from './retry-delay.ts'
import type { TokenSource } from './token-source.ts'

/** Milliseconds. */
const lead = 30_000
const shortest = 1_000
const fetchTimeout = 10_000
/** What timers can hold; anything longer would fire at once. */
const longestTimer = 2 ** 31 - 1

/** Milliseconds after which a token with so many milliseconds to live is replaced. */
export function refreshAfter(life: number): number {
  const due = life * 0.8
  return Math.max(shortest, life >= 2 * lead ? Math.min(due, life - lead) : due)
}

/** Replaces the token of a living connection, again and again. */
export interface TokenRefresh {
  /** The present token lives so many milliseconds more; `undefined`: for ever. */
  start(life: number | undefined): void
  stop(): void
}

/** `replace` sends the token and resolves with its life in milliseconds. */
export function createTokenRefresh(
  clock: Clock,
  tokens: TokenSource,
  replace: (token: string) => Promise<number | undefined>,
  report: (error: RealtimeError) => void,
): TokenRefresh {
  let cancel = (): void => {}
  /** Answers that belong to an earlier start are nobody's business any more. */
  let run = 0

  function start(life: number | undefined): void {
    stop()
    if (life !== undefined) refreshIn(refreshAfter(life))
  }

  function refreshIn(milliseconds: number): void {
    const rest = milliseconds - longestTimer
    cancel = after(clock, Math.min(milliseconds, longestTimer), () =>
      rest > 0 ? refreshIn(rest) : refresh('expiring', 0),
    )
  }

  function stop(): void {
    run += 1
    cancel()
    tokens.giveUp()
  }

  function refresh(reason: 'expiring' | 'rejected', failures: number): void {
    const own = run
    const fail = (error: RealtimeError): void => {
      if (own !== run) return
      cancel()
      tokens.giveUp()
      // Told once: until the token ends, the connection is as good as before.
      if (failures === 0) report(error)
      const next = error.code === 'unauthorized' || error.code === 'token_expired' ? 'rejected' : reason
      cancel = after(clock, retryStep(failures + 2), () => refresh(next, failures + 1))
    }
    cancel = after(clock, fetchTimeout, () => fail(adapterError('timeout', 'The token did not come in time.')))
    tokens.fetch(
      reason,
      (token) => {
        if (token === null) return fail(adapterError('unauthorized', 'There is no token.'))
        cancel()
        replace(token).then((life) => {
          if (own !== run) return
          tokens.accepted()
          start(life)
        }, fail)
      },
      fail,
    )
  }

  return { start, stop }
}
