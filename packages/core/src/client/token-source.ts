import type { RealtimeError, TokenRequest } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { TokenOption } from './client.ts'
import { failure } from './errors.ts'

/**
 * Answers an adapter that asks for a token. Rejects with a readable error whatever the client's `token` option does:
 * one that isn't retryable is final, after anything else the adapter asks again.
 */
export async function fetchToken(
  token: TokenOption | undefined,
  request: TokenRequest,
  connection: ConnectionState,
): Promise<string | null> {
  if (token === undefined) return null
  if (typeof token === 'string') return staticToken(token, request, connection)
  const fetched: unknown = await token(request)
  if (typeof fetched === 'string' && fetched !== '') return fetched
  const shown = fetched === '' ? 'an empty string' : fetched === null ? 'null' : typeof fetched
  throw failure('unauthorized', `The token function returned ${shown} instead of a token.`, {
    hint: hint('token-function'),
    retryable: true,
  })
}

function staticToken(token: string, { reason, channel }: TokenRequest, connection: ConnectionState): string {
  if (reason === 'connect') return token
  const hasExpired = connection.status === 'disconnected' && connection.reason.code === 'token_expired'
  throw reason === 'expiring' || hasExpired ? expired() : refused(reason, channel)
}

function expired(): RealtimeError {
  return failure('token_expired', 'The token has ended, or is about to.', { hint: hint('static-token') })
}

/** There is no other token to try. */
function refused(reason: 'rejected' | 'forbidden', channel: string | undefined): RealtimeError {
  return reason === 'rejected'
    ? failure('unauthorized', 'The service refused the token.', { hint: hint('static-token') })
    : failure('forbidden', 'The token does not allow this.', { hint: hint('static-token'), channel })
}
