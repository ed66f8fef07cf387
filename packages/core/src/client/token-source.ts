import type { TokenRequest } from '@herenow/adapter'
import type { TokenOption } from './client.ts'
import { failure } from './problems.ts'

/** Answers an adapter that asks for a token. Rejects with a readable error whatever the client's `token` option does. */
export async function fetchToken(token: TokenOption | undefined, request: TokenRequest): Promise<string | null> {
  if (token === undefined) return null
  if (typeof token === 'string') return staticToken(token, request)
  const fetched: unknown = await token(request)
  if (typeof fetched === 'string' && fetched !== '') return fetched
  const shown = fetched === '' ? '""' : typeof fetched
  throw failure('unauthorized', `The token function returned ${shown} instead of a token.`, { retryable: true })
}

/** There is no other token to try. */
function staticToken(token: string, { reason }: TokenRequest): string {
  if (reason === 'connect') return token
  const code = reason === 'expiring' ? 'token_expired' : 'unauthorized'
  throw failure(code, 'The token no longer holds.')
}
