import type { Clock, RealtimeError, TokenSource, TokenWish, Waiter } from '@herenow/adapter'
import { adapterError, after, notConnected, retryStep, waitFor } from '@herenow/adapter'

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
export interface TokenRotation {
  /** The present token lives so many milliseconds more; `undefined`: for ever. */
  start(life: number | undefined): void
  /**
   * Replaces it now, by a token that is fetched for this wish. Calls with the same wish share one; another wish waits
   * until the token before it has been answered for.
   */
  now(wish: TokenWish): Promise<void>
  stop(): void
}

/** A token that was asked for, and who waits for it. */
interface Asked {
  readonly wish: TokenWish
  readonly waiters: Waiter[]
}

function isSame(one: TokenWish, other: TokenWish): boolean {
  return one.reason === other.reason && one.channel === other.channel
}

function settle(asked: readonly Asked[], error?: RealtimeError): void {
  for (const waiter of asked.flatMap(({ waiters }) => waiters)) waiter(error)
}

export interface TokenRotationNeeds {
  readonly clock: Clock
  readonly tokens: TokenSource
  /** Sends the token to the service. Resolves with the token's life in milliseconds; `undefined`: for ever. */
  readonly replace: (token: string) => Promise<number | undefined>
  /** A token that nobody had asked for could not be replaced. */
  readonly onError: (error: RealtimeError) => void
}

export function createTokenRotation({ clock, tokens, replace, onError }: TokenRotationNeeds): TokenRotation {
  let cancel = (): void => {}
  /** Answers that belong to an earlier start are nobody's business any more. */
  let run = 0
  /** When the present token has to be replaced, `Clock.now` milliseconds. */
  let dueAt = Infinity
  let refusals = 0
  /** What is under way because it was asked for. */
  let current: Asked | null = null
  /** What was asked for meanwhile. */
  let queue: readonly Asked[] = []
  /** A token is with the service, which hasn't answered yet. */
  let isSending = false

  function goBy(life: number | undefined): void {
    refusals = 0
    dueAt = life === undefined ? Infinity : clock.now() + refreshAfter(life)
    proceed()
  }

  /** What was asked for comes before what is due. */
  function proceed(): void {
    const [next, ...rest] = queue
    if (!next) return schedule()
    queue = rest
    current = next
    cancel()
    refresh(next.wish, 0)
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
    isSending = false
    const asked = current ? [current, ...queue] : queue
    current = null
    queue = []
    settle(asked, notConnected())
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
        isSending = true
        replace(token).then(
          (life) => {
            if (own === run) taken(life)
          },
          (error: RealtimeError) => fail(error, !error.retryable),
        )
      },
      (error) => fail(error, false),
    )
  }

  /** What was under way is over. Returns who had asked for it, if anybody had. */
  function finish(): readonly Asked[] {
    isSending = false
    const finished = current ? [current] : []
    current = null
    return finished
  }

  function taken(life: number | undefined): void {
    tokens.accepted()
    const finished = finish()
    goBy(life)
    settle(finished)
  }

  /** `failures`: in a row, before this one. */
  function failed(error: RealtimeError, isRefusal: boolean, wish: TokenWish, failures: number): void {
    cancel()
    tokens.giveUp()
    const finished = finish()
    const isAsked = finished.length > 0
    settle(finished, error)
    // Told once: until the token ends, the connection is as good as before.
    if (failures === 0 && !isAsked) onError(error)
    if (isRefusal) refusals += 1
    // Somebody else waits, or the present token has time: the next refresh comes when it is due.
    if (queue.length > 0 || (isAsked && dueAt > clock.now())) return proceed()
    // What nobody can change by asking again: the end of the token decides.
    if (isRefusal ? refusals >= mostRefusals : !error.retryable) return
    const next: TokenWish = isRefusal ? { reason: 'rejected' } : wish
    cancel = after(clock, retryStep(failures + 1), () => refresh(next, failures + 1))
  }

  return {
    start(life) {
      stop()
      goBy(life)
    },
    now: (wish) =>
      waitFor((waiter) => {
        const shared = [...(current ? [current] : []), ...queue].find((asked) => isSame(asked.wish, wish))
        if (shared) return void shared.waiters.push(waiter)
        queue = [...queue, { wish, waiters: [waiter] }]
        // The service answers for one token at a time. A fetch that nobody asked for gives way.
        if (!current && !isSending) proceed()
      }),
    stop,
  }
}
