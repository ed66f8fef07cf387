import type { AdapterContext, TokenReason } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { limits } from '@herenow/protocol'
import { adapterError } from '../adapter-error.ts'

/** Called once with the token, or with why there is none; not at all when the fetch was given up. */
type TakeToken = (error: RealtimeError | null, token: string | null) => void

/** Asks the user's function for tokens: one call at a time. */
export interface TokenSource {
  /** Gives up the call under way, if any, and makes another. */
  fetch(reason: TokenReason, take: TakeToken): void
  giveUp(): void
  /** The service took a token: counting starts anew. */
  accepted(): void
}

export function createTokenSource(context: AdapterContext): TokenSource {
  let controller: AbortController | null = null
  let asked: { readonly reason: TokenReason; readonly attempt: number } | null = null

  function giveUp(): void {
    controller?.abort()
    controller = null
  }

  return {
    giveUp,
    accepted() {
      asked = null
    },
    fetch(reason, take) {
      giveUp()
      const { signal } = (controller = new AbortController())
      const attempt = asked?.reason === reason ? asked.attempt + 1 : 1
      asked = { reason, attempt }
      const end: TakeToken = (error, token) => {
        if (!signal.aborted) take(error, token)
      }
      // The function may throw before it returns a promise.
      const answer = Promise.resolve().then(() => context.token({ reason, attempt, signal }))
      void answer.then(checked).then(
        (token) => end(null, token),
        (cause: unknown) => end(tokenError(cause), null),
      )
    },
  }
}

/** What the user's function gives is not known to keep to its type. */
function checked(token: unknown): string | null {
  if (token === null) return null
  if (typeof token === 'string' && token !== '' && token.length <= limits.tokenBytes) return token
  throw adapterError('invalid_argument', 'The token function gave something that is not a token.', { retryable: true })
}

function tokenError(cause: unknown): RealtimeError {
  if (RealtimeError.isInstance(cause)) return cause
  return adapterError('connection_failed', 'The token could not be fetched.', { retryable: true, cause })
}
