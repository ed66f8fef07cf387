import type { IncomingMessage } from 'node:http'
import type { UserInfo } from '@herenow/adapter'
import type { JSONWebKeySet } from 'jose'
import type { ConnectRequest } from './connect-request.ts'
import type { CapabilityClaim, Rights } from './rights.ts'

/** What a token says, once it has been checked. */
export interface VerifiedToken {
  readonly clientId: string
  /** Shown to others; wins over what the client says of itself. */
  readonly info?: UserInfo | undefined
  /** Milliseconds since 1970. Without it the token doesn't end. */
  readonly expiresAt?: number | undefined
  /** Without it everything that the rules allow. */
  readonly capabilities?: CapabilityClaim | undefined
  /** By which `revoke` knows the token: 1 to 256 bytes. In JWTs it is `jti`. */
  readonly tokenId?: string | undefined
  /** Milliseconds since 1970. Without it the token counts as issued long ago once its client is revoked. In JWTs it is `iat`. */
  readonly issuedAt?: number | undefined
}

interface JwtChecks {
  /** The `iss` that tokens must have. */
  readonly issuer?: string | undefined
  /** An `aud` that tokens must have. */
  readonly audience?: string | undefined
}

/** Tokens are JWTs signed with HS256 and this secret of at least 32 bytes. */
export interface SecretAuth extends JwtChecks {
  readonly secret: string
}

/** Tokens are JWTs signed with RS256, ES256 or EdDSA by one of these keys: a URL that serves them, or the keys. */
export interface JwksAuth extends JwtChecks {
  readonly jwks: string | JSONWebKeySet
}

/** Tokens are whatever this function understands. It throws, or rejects, to refuse one. */
export interface VerifyAuth {
  readonly verify: (token: string) => VerifiedToken | Promise<VerifiedToken>
}

/** How clients prove who they are. */
export type Auth = SecretAuth | JwksAuth | VerifyAuth

/** Who is on a connection, as far as the token tells. */
export interface Identity {
  readonly clientId: string
  readonly info: UserInfo | null
  /** Milliseconds since 1970, or `null`: the token doesn't end. */
  readonly expiresAt: number | null
  readonly rights: Rights
  /** `null`: the token has none. */
  readonly tokenId: string | null
  /** Milliseconds since 1970, or `null`: the token doesn't say. */
  readonly issuedAt: number | null
}

/** What revocations go by. */
export interface Bearer extends Pick<Identity, 'clientId' | 'tokenId' | 'issuedAt'> {
  /** `false`: the app knew the client by its request alone. */
  readonly hasToken: boolean
}

/** What a client shows to say who it is. */
export interface Credentials {
  /** `undefined`: it has sent none. */
  readonly token: string | undefined
  readonly request: ConnectRequest
}

/**
 * Says who a client is, by its token, its cookies or whatever else its request holds; `null`: nobody that is known here.
 * What it throws is the server's trouble, and the client tries again, unless it is a `RealtimeError` that says otherwise.
 */
export type Authenticate = (credentials: Credentials) => VerifiedToken | null | Promise<VerifiedToken | null>

/** Finds out who a client is. `undefined`: it has sent no token. Rejects with `unauthorized`, `token_expired` or `server_error`. */
export type Identify = (token: string | undefined) => Promise<Identity>

/** Makes what finds out who the client of a request is, now and with each newer token. */
export type Authenticator = (request: IncomingMessage) => Identify
