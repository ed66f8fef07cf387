import type { AdapterContext, TokenReason } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { clientLimits } from '@herenow/protocol'
import { adapterError } from '../adapter-error.ts'

/** Asks the user's function for tokens: one call at a time. */
export interface TokenSource {
  /** Gives up the call under way, if any, and makes another. Calls neither function when this one is given up. */
  fetch(reason: TokenReason, take: (token: string | null) => void, fail: (error: RealtimeError) => void): void
  giveUp(): void
  /** The service took a token: counting starts anew. */
  accepted(): void
}

export function createTokenSource(context: AdapterContext): TokenSource {
  let controller: AbortController | null = null
  let lastReason: TokenReason | null = null
  let attempt = 0

  function giveUp(): void {
    controller?.abort()
    controller = null
  }

  return {
    giveUp,
    accepted() {
      lastReason = null
    },
    fetch(reason, take, fail) {
      giveUp()
      const { signal } = (controller = new AbortController())
      attempt = reason === lastReason ? attempt + 1 : 1
      lastReason = reason
      // The function may throw before it returns a promise.
      const ask = async (): Promise<string | null> => checked(await context.token({ reason, attempt, signal }))
      void ask().then(
        (token) => signal.aborted || take(token),
        (cause: unknown) => signal.aborted || fail(tokenError(cause)),
      )
    },
  }
}

/** What the user's function gives is not known to keep to its type. */
function checked(token: unknown): string | null {
  if (token === null) return null
  if (typeof token === 'string' && token !== '' && token.length <= clientLimits.tokenBytes) return token
  throw adapterError('invalid_argument', 'The token function gave no usable token.', { retryable: true })
}

function tokenError(cause: unknown): RealtimeError {
  if (RealtimeError.isInstance(cause)) return cause
  return adapterError('connection_failed', 'The token could not be fetched.', { retryable: true, cause })
}
