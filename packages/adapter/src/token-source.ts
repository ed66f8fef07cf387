import type { AdapterContext, TokenReason } from './adapter.ts'
import { RealtimeError } from './error.ts'
import { hint } from './hint.ts'

/** Milliseconds after which a call that was told to stop, and didn't, counts as lost. */
const longestCall = 60_000

/** What a token is wanted for. */
export interface TokenWish {
  readonly reason: TokenReason
  /** With the reason `forbidden`. */
  readonly channel?: string | undefined
}

/** Asks the user's function for tokens: never a second time while it is at work. */
export interface TokenSource {
  /**
   * Wants a token, in place of the wish before. A call that is under way and doesn't heed its signal serves this wish
   * too. Calls neither function when the wish is given up.
   */
  fetch(wish: TokenWish, take: (token: string | null) => void, fail: (error: RealtimeError) => void): void
  giveUp(): void
  /** The service took a token: counting starts anew. */
  accepted(): void
}

interface Call {
  readonly controller: AbortController
  /** `Clock.now` milliseconds. */
  readonly startedAt: number
}

interface Wanted {
  readonly wish: TokenWish
  readonly take: (token: string | null) => void
  readonly fail: (error: RealtimeError) => void
}

/** `longestToken`: characters of a token that the service takes. */
export function createTokenSource(
  context: Pick<AdapterContext, 'token' | 'env' | 'log'>,
  longestToken: number = Infinity,
): TokenSource {
  const { env, log } = context
  let running: Call | null = null
  let wanted: Wanted | null = null
  let lastReason: TokenReason | null = null
  let attempt = 0

  function giveUp(): void {
    wanted = null
    running?.controller.abort()
  }

  function call({ reason, channel }: TokenWish): void {
    const own: Call = { controller: new AbortController(), startedAt: env.clock.now() }
    running = own
    attempt = reason === lastReason ? attempt + 1 : 1
    lastReason = reason
    const { signal } = own.controller
    const request = channel === undefined ? { reason, attempt, signal } : { reason, channel, attempt, signal }
    // The function may throw before it returns a promise.
    const answer = async (): Promise<string | null> => checked(await context.token(request), longestToken)
    answer().then(
      (token) => settle(own, ({ take }) => take(token)),
      (cause: unknown) => {
        // It was told to stop, and did: whoever wants a token now has not been heard yet.
        if (running === own && wanted && signal.aborted) call(wanted.wish)
        else settle(own, ({ fail }) => fail(tokenError(cause)))
      },
    )
  }

  function settle(own: Call, tell: (wanted: Wanted) => void): void {
    if (running !== own) return
    running = null
    const served = wanted
    wanted = null
    if (served) tell(served)
  }

  function tokenError(cause: unknown): RealtimeError {
    const error = RealtimeError.isInstance(cause)
      ? cause
      : new RealtimeError({
          code: 'connection_failed',
          message: `The token could not be fetched${reasonIn(cause)}.`,
          hint: hint('token-function'),
          origin: 'adapter',
          retryable: true,
          cause,
        })
    if (error.retryable && attempt === 1) log.warn('The token function failed and will be called again.', error)
    return error
  }

  return {
    giveUp,
    accepted() {
      lastReason = null
    },
    fetch(wish, take, fail) {
      giveUp()
      wanted = { wish, take, fail }
      if (!running || env.clock.now() - running.startedAt >= longestCall) call(wish)
    },
  }
}

function reasonIn(cause: unknown): string {
  return cause instanceof Error && cause.message !== '' ? `: ${cause.message.replace(/\.$/, '')}` : ''
}

/** What the user's function gives is not known to keep to its type. */
function checked(token: unknown, longest: number): string | null {
  if (token === null) return null
  if (typeof token === 'string' && token !== '' && token.length <= longest) return token
  throw new RealtimeError({
    code: 'invalid_argument',
    message: 'The token function gave no usable token.',
    hint: hint('token-function'),
    origin: 'adapter',
    retryable: true,
  })
}
