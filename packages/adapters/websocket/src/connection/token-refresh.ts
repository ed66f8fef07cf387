import type { Clock, RealtimeError, Waiter } from '@herenow/adapter'
import { after, retryStep, waitFor } from '@herenow/adapter'
import { adapterError, notConnected } from '../adapter-error.ts'
import type { TokenSource, TokenWish } from './token-source.ts'

/** Milliseconds. */
const lead = 30_000
const shortest = 1_000
const fetchTimeout = 10_000
/** What timers can hold; anything longer would fire at once. */
const longestTimer = 2 ** 31 - 1
/** New tokens that the service may refuse in a row before no other is fetched. */
const mostRefusals = 2

/** Milliseconds after which a token with so many milliseconds to live is replaced. */
export function refreshAfter(life: number): number {
  const due = life * 0.8
  return Math.max(shortest, life >= 2 * lead ? Math.min(due, life - lead) : due)
}

/** Replaces the token of a living connection, again and again. */
export interface TokenRefresh {
  /** The present token lives so many milliseconds more; `undefined`: for ever. */
  start(life: number | undefined): void
  /** Replaces it now. Calls that come while one is under way share it. */
  now(wish: TokenWish): Promise<void>
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
  /** When the present token has to be replaced, `Clock.now` milliseconds. */
  let dueAt = Infinity
  let refusals = 0
  /** Who waits for a refresh that was asked for; empty while none is under way. */
  let waiters: readonly Waiter[] = []

  function start(life: number | undefined): void {
    stop()
    refusals = 0
    dueAt = life === undefined ? Infinity : clock.now() + refreshAfter(life)
    schedule()
  }

  function schedule(): void {
    cancel()
    const rest = dueAt - clock.now()
    if (rest === Infinity) return
    cancel = after(clock, Math.min(rest, longestTimer), () =>
      rest > longestTimer ? schedule() : refresh({ reason: 'expiring' }, 0),
    )
  }

  function stop(): void {
    run += 1
    cancel()
    tokens.giveUp()
    settle(notConnected())
  }

  function settle(error?: RealtimeError): void {
    const settled = waiters
    waiters = []
    for (const waiter of settled) waiter(error)
  }

  function refresh(wish: TokenWish, failures: number): void {
    const own = run
    const fail = (error: RealtimeError, isRefusal: boolean): void => {
      if (own === run) failed(error, isRefusal, wish, failures)
    }
    cancel = after(clock, fetchTimeout, () =>
      fail(adapterError('timeout', 'The token did not come in time.', { retryable: true }), false),
    )
    tokens.fetch(
      wish,
      (token) => {
        if (token === null) return fail(adapterError('unauthorized', 'There is no token.'), false)
        cancel()
        replace(token).then(
          (life) => {
            if (own !== run) return
            tokens.accepted()
            const refreshed = waiters
            waiters = []
            start(life)
            for (const waiter of refreshed) waiter()
          },
          (error: RealtimeError) => fail(error, !error.retryable),
        )
      },
      (error) => fail(error, false),
    )
  }

  /** `failures`: in a row, before this one. */
  function failed(error: RealtimeError, isRefusal: boolean, wish: TokenWish, failures: number): void {
    cancel()
    tokens.giveUp()
    const isAsked = waiters.length > 0
    settle(error)
    // Told once: until the token ends, the connection is as good as before.
    if (failures === 0 && !isAsked) report(error)
    if (isRefusal) refusals += 1
    // The present token has time: the next refresh comes when it is due.
    if (isAsked && dueAt > clock.now()) return schedule()
    // What nobody can change by asking again: the end of the token decides.
    if (isRefusal ? refusals >= mostRefusals : !error.retryable) return
    const next: TokenWish = isRefusal ? { reason: 'rejected' } : wish
    cancel = after(clock, retryStep(failures + 1), () => refresh(next, failures + 1))
  }

  return {
    start,
    now: (wish) =>
      waitFor((waiter) => {
        const isUnderWay = waiters.length > 0
        waiters = [...waiters, waiter]
        if (isUnderWay) return
        cancel()
        refresh(wish, 0)
      }),
    stop,
  }
}
