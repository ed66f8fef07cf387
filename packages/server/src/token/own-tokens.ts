import type { Clock, Random } from '@herenow/adapter'
import type { Auth, SecretAuth } from '../auth/auth.ts'
import { refusal } from '../refusal.ts'
import type { SignTokenOptions } from './sign-token.ts'
import { signTokenWith } from './sign-token.ts'

/** What a token says; the server knows its own secret. */
export type TokenOptions = Omit<SignTokenOptions, keyof SecretAuth>

/** Signs a token that the server takes itself. Rejects with `invalid_argument`, and with `unsupported` without a secret. */
export type SignOwnToken = (options: TokenOptions) => Promise<string>

/** Signs with the secret of a server. */
export function tokenSigner(
  auth: Auth | null,
  env: { readonly clock: Pick<Clock, 'date'>; readonly random: Random },
): SignOwnToken {
  return async (options) => {
    if (auth !== null && 'secret' in auth) return signTokenWith({ ...options, ...auth }, env)
    throw refusal('unsupported', 'not available: this server signs no tokens.', {
      hint: 'Tokens are signed by a server with `auth: { secret }`.',
    })
  }
}
