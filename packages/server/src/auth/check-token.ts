import { Buffer } from 'node:buffer'
import type { Clock } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose'
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { refusal } from '../refusal.ts'
import type { Auth, Identity } from './auth.ts'
import { identityFrom } from './identity.ts'

/** Milliseconds by which the clocks of whoever signs tokens and this server may differ. */
export const clockTolerance = 5_000
/** Bytes. */
export const shortestSecret = 32

/** Checks a token. Rejects with `unauthorized`, `token_expired` or `server_error`. */
type CheckToken = (token: string) => Promise<Identity>

/** Makes the check that `auth` asks for. Throws `invalid_argument` for a secret that is too short or a malformed URL. */
export function tokenCheck(auth: Auth, clock: Clock): CheckToken {
  if ('verify' in auth) return (token) => ownVerify(auth.verify, token, clock)
  const checks = { issuer: auth.issuer, audience: auth.audience }
  if ('secret' in auth) {
    const secret = secretKey(auth.secret)
    return (token) => jwtIdentity(token, () => secret, { ...checks, algorithms: ['HS256'] }, clock)
  }
  const keys = typeof auth.jwks === 'string' ? createRemoteJWKSet(keyUrl(auth.jwks)) : createLocalJWKSet(auth.jwks)
  return (token) => jwtIdentity(token, keys, { ...checks, algorithms: ['RS256', 'ES256', 'EdDSA'] }, clock)
}

function secretKey(secret: string): Uint8Array {
  const key = Buffer.from(secret)
  if (key.length >= shortestSecret) return key
  throw refusal('invalid_argument', `\`auth.secret\` must have at least ${shortestSecret} bytes.`, {
    hint: "Make one with: node -e \"console.log(require('node:crypto').randomBytes(32).toString('base64'))\"",
  })
}

function keyUrl(url: string): URL {
  if (URL.canParse(url)) return new URL(url)
  throw refusal('invalid_argument', '`auth.jwks` must be a URL or a key set.')
}

type JwtChecks = Pick<JWTVerifyOptions, 'algorithms'> & {
  readonly issuer: string | undefined
  readonly audience: string | undefined
}

async function jwtIdentity(token: string, key: JWTVerifyGetKey, checks: JwtChecks, clock: Clock): Promise<Identity> {
  const options: JWTVerifyOptions = {
    algorithms: checks.algorithms ?? [],
    clockTolerance: clockTolerance / 1_000,
    currentDate: new Date(clock.date()),
    ...(checks.issuer === undefined ? {} : { issuer: checks.issuer }),
    ...(checks.audience === undefined ? {} : { audience: checks.audience }),
  }
  try {
    const { payload } = await jwtVerify(token, key, options)
    return identityFrom({
      clientId: payload.sub,
      info: payload['info'],
      capabilities: payload['cap'],
      expiresAt: payload.exp === undefined ? undefined : payload.exp * 1_000,
      tokenId: payload.jti,
      issuedAt: payload.iat === undefined ? undefined : payload.iat * 1_000,
    })
  } catch (error) {
    throw keysUnavailable(error) ?? tokenRefusal(error)
  }
}

async function ownVerify(verify: (token: string) => unknown, token: string, clock: Clock): Promise<Identity> {
  try {
    return ownIdentity(await verify(token), '`auth.verify`', clock)
  } catch (error) {
    throw tokenRefusal(error)
  }
}

/** The identity that a function of the app has found. Throws `unauthorized` or `token_expired`. */
export function ownIdentity(found: unknown, finder: string, clock: Clock): Identity {
  if (typeof found !== 'object' || found === null) throw refusal('unauthorized', `${finder} returned no identity.`)
  const { clientId, info, capabilities, expiresAt, tokenId, issuedAt } = found as Readonly<Record<string, unknown>>
  const identity = identityFrom({ clientId, info, capabilities, expiresAt, tokenId, issuedAt })
  if (identity.expiresAt !== null && identity.expiresAt <= clock.date()) throw expired()
  return identity
}

/** Keys that can't be fetched are the server's trouble, not the client's. */
function keysUnavailable(error: unknown): RealtimeError | null {
  const isTrouble =
    error instanceof TypeError ||
    error instanceof errors.JWKSTimeout ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC')
  if (!isTrouble) return null
  return refusal('server_error', 'The token could not be checked just now.', { retryable: true, cause: error })
}

/** Says that a token was refused, never what is in it. */
function tokenRefusal(error: unknown): RealtimeError {
  if (RealtimeError.isInstance(error)) return error
  if (error instanceof errors.JWTExpired) return expired()
  return refusal('unauthorized', 'The token is not valid.', { cause: error })
}

function expired(): RealtimeError {
  return refusal('token_expired', 'The token has expired.')
}
