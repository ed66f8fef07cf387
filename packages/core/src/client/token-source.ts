import type { TokenRequest } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { TokenOption } from './client.ts'

/** Turns the client's `token` option into what adapters ask. Rejects with a readable error whatever the function does. */
export function createTokenSource(token: TokenOption | undefined): (request: TokenRequest) => Promise<string | null> {
  if (token === undefined) return async () => null
  if (typeof token === 'string') return async (request) => staticToken(token, request)
  return async (request) => checked(await token(request))
}

/** There is no other token to try. */
function staticToken(token: string, { reason }: TokenRequest): string {
  if (reason === 'connect') return token
  const expiring = reason === 'expiring'
  throw new RealtimeError({
    code: expiring ? 'token_expired' : 'unauthorized',
    message: expiring ? 'The token ends and there is no function to fetch another.' : 'The token was refused.',
  })
}

function checked(token: unknown): string {
  if (typeof token === 'string' && token !== '') return token
  const shown = token === '' ? 'an empty string' : `a value of type ${typeof token}`
  throw new RealtimeError({
    code: 'unauthorized',
    message: `The token function returned ${shown} instead of a token.`,
    retryable: true,
  })
}
