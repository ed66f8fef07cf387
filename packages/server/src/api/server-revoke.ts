import type { Clock } from '@herenow/adapter'
import { fitsBytes, limits } from '@herenow/protocol'
import { clockTolerance } from '../auth/check-token.ts'
import { tokenIdBytes } from '../auth/identity.ts'
import type { Revocation } from '../auth/revocations.ts'
import { assertKnownNames } from '../known-names.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import { endingOfRevoked } from '../socket/barred.ts'
import { endConnections } from './end-connections.ts'

/** Which tokens are revoked. At least one of the first three; several narrow each other. */
export interface RevokeOptions {
  /** Those of this client. Alone: all that were issued to it before now. */
  readonly clientId?: string | undefined
  /** The one with this id (`jti`). */
  readonly tokenId?: string | undefined
  /** Those that were issued (`iat`) before this moment; a number is milliseconds since 1970. Alone: everybody's. */
  readonly issuedBefore?: Date | number | undefined
  /** For so many seconds the revocation is remembered: at least as long as your longest token. Default: a day. */
  readonly keepFor?: number | undefined
}

const names: readonly (keyof RevokeOptions)[] = ['clientId', 'tokenId', 'issuedBefore', 'keepFor']
/** Seconds. */
const usualKeepFor = 86_400
/** In milliseconds since 1970 this is 1973; as seconds it is long after us. */
const leastTime = 100_000_000_000
/** Milliseconds that a call takes to get here. */
const onTheWay = 1_000

/** Revokes tokens, and ends the connections that came with them. Returns how many. */
export async function serverRevoke(services: Services, options: RevokeOptions): Promise<number> {
  if (services.authenticator === null) {
    throw refusal('unsupported', 'not available: without `auth` there are no tokens.', {
      hint: 'Put a client out with `disconnect`.',
    })
  }
  const { clients, revocations, clock } = services
  const revocation = readRevocation(options, clock)
  const { clientId } = revocation
  const connections = (clientId === null ? clients.all() : clients.of(clientId)).filter(({ bearer }) =>
    revocations.ends(revocation, bearer),
  )
  revocations.add(
    revocation,
    connections.map(({ bearer }) => bearer),
  )
  return endConnections(services, connections, ({ bearer }) => endingOfRevoked(bearer))
}

function readRevocation(options: RevokeOptions, clock: Pick<Clock, 'date'>): Revocation {
  assertKnownNames('option of `revoke`', options, names)
  const { clientId = null, tokenId = null, issuedBefore, keepFor = usualKeepFor } = options
  if (clientId === null && tokenId === null && issuedBefore === undefined) {
    throw refusal('invalid_argument', '`revoke` must be told which tokens: `clientId`, `tokenId` or `issuedBefore`.', {
      hint: 'For the tokens of everybody pass `issuedBefore: Date.now()`.',
    })
  }
  assertId('clientId', clientId, limits.clientIdBytes)
  assertId('tokenId', tokenId, tokenIdBytes)
  if (typeof keepFor !== 'number' || !(Number.isFinite(keepFor) && keepFor > 0)) {
    throw refusal('invalid_argument', '`keepFor` must be a number of seconds, more than 0.')
  }
  const now = clock.date()
  if (issuedBefore !== undefined) {
    const moment = readMoment(issuedBefore, now)
    return { clientId, tokenId, issuedBefore: moment, isNow: moment > now - onTheWay, keepFor }
  }
  // A token is named by its id, whenever it was issued.
  const isNow = tokenId === null
  return { clientId, tokenId, issuedBefore: isNow ? now : Infinity, isNow, keepFor }
}

function assertId(name: string, id: unknown, bytes: number): void {
  if (id === null || (typeof id === 'string' && id !== '' && fitsBytes(id, bytes))) return
  throw refusal('invalid_argument', `\`${name}\` must be a string of 1 to ${bytes} bytes.`)
}

function readMoment(given: unknown, now: number): number {
  const moment = given instanceof Date ? given.getTime() : given
  if (typeof moment !== 'number' || !Number.isFinite(moment) || moment < leastTime) {
    throw refusal('invalid_argument', '`issuedBefore` must be a Date, or milliseconds since 1970.', {
      hint: 'The `iat` of a token is in seconds: multiply it by 1,000.',
    })
  }
  if (moment <= now + clockTolerance) return moment
  throw refusal('invalid_argument', '`issuedBefore` must not be in the future: it would refuse tokens yet to come.', {
    hint: 'Pass `Date.now()` for everything that there is.',
  })
}
