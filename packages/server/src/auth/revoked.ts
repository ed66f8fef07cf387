import type { RealtimeError } from '@herenow/adapter'
import { refusal } from '../refusal.ts'
import type { Bearer, Identity } from './auth.ts'
import type { Standing } from './revocations.ts'

/** The error of a token that was revoked. */
export function revokedRefusal(): RealtimeError {
  return refusal('unauthorized', 'The token was revoked.', {
    hint: 'Sign in again, or fetch another token: one that is signed from now on is taken.',
  })
}

/** The error of a token of which can't be told whether it was signed before a revocation. */
export function closeRefusal(): RealtimeError {
  return refusal(
    'unauthorized',
    'Tokens were revoked at about the time that this one was signed: another one is wanted.',
    { retryable: true, retryAfter: 1_000 },
  )
}

/** What revocations go by of an identity. */
export function bearerOf({ clientId, tokenId, issuedAt }: Identity, hasToken: boolean): Bearer {
  return { clientId, tokenId, issuedAt, hasToken }
}

/** Throws `unauthorized` unless the token is good. */
export function assertGood(standing: Standing): void {
  if (standing === 'revoked') throw revokedRefusal()
  if (standing === 'close') throw closeRefusal()
}
