import type { RealtimeError, UserInfo } from '@herenow/adapter'
import { fitsBytes, isWholeText, limits } from '@herenow/protocol'
import type { LimitName } from '../metrics/limit-names.ts'
import { OverLimit } from '../metrics/over-limit.ts'
import { refusal } from '../refusal.ts'
import type { Identity } from './auth.ts'
import { allRights, hasTooManyPatterns, mostPatterns, readCapabilities } from './rights.ts'

/** What a token claims, before its shape has been looked at. */
export interface Claims {
  readonly clientId: unknown
  readonly info: unknown
  readonly capabilities: unknown
  /** Milliseconds since 1970. */
  readonly expiresAt: unknown
  readonly tokenId: unknown
  /** Milliseconds since 1970. */
  readonly issuedAt: unknown
}

/** Bytes. */
export const tokenIdBytes = 256

/** Makes an identity of verified claims. Throws `unauthorized` for claims of the wrong shape. */
export function identityFrom(claims: Claims): Identity {
  if (hasTooManyPatterns(claims.capabilities)) {
    throw badClaim('cap', `must have ${mostPatterns} patterns at most`, 'tokenPatterns')
  }
  const rights = claims.capabilities === undefined ? allRights : readCapabilities(claims.capabilities)
  if (rights === null) throw badClaim('cap', 'must map channel patterns to lists of actions')
  return {
    clientId: readClientId(claims.clientId),
    info: claims.info === undefined || claims.info === null ? null : readInfo(claims.info),
    expiresAt: readTime('exp', claims.expiresAt),
    rights,
    tokenId: readTokenId(claims.tokenId),
    issuedAt: readTime('iat', claims.issuedAt),
  }
}

function readClientId(value: unknown): string {
  if (typeof value === 'string' && value !== '' && fitsBytes(value, limits.clientIdBytes) && isWholeText(value))
    return value
  throw badClaim('sub', `must be the client id: a string of 1 to ${limits.clientIdBytes} bytes`)
}

function readInfo(value: unknown): UserInfo {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isRecord && fitsBytes(JSON.stringify(value), limits.infoBytes)) return value as UserInfo
  throw badClaim('info', `must be an object of at most ${limits.infoBytes} bytes`)
}

function readTime(claim: string, value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw badClaim(claim, 'must be a number')
}

function readTokenId(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' && value !== '' && fitsBytes(value, tokenIdBytes)) return value
  const isLong = typeof value === 'string' && value !== ''
  throw badClaim('jti', `must be a string of 1 to ${tokenIdBytes} bytes`, isLong ? 'tokenId' : null)
}

function badClaim(claim: string, problem: string, limit: LimitName | null = null): RealtimeError {
  const cause = limit === null ? undefined : new OverLimit(limit)
  return refusal('unauthorized', `The token's \`${claim}\` ${problem}.`, { cause })
}
