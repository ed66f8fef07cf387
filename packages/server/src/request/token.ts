import type { RefreshToken } from '@herenow/protocol'
import type { Identify } from '../auth/auth.ts'
import { identifyAgain } from '../auth/identify.ts'
import { assertGood, bearerOf } from '../auth/revoked.ts'
import { limitOf } from '../metrics/over-limit.ts'
import { errorBody } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { TokenExpiry } from '../socket/token-expiry.ts'
import { endSubscription, tellEnd } from './attach.ts'
import { reviewPresence } from './follow-presence.ts'
import { denial, mayDo } from './permission.ts'

/** What a session knows of its token. */
interface TokenHolder {
  /** `null`: no auth. */
  readonly identify: Identify | null
  readonly expiry: TokenExpiry
}

/** Takes a newer token, or says why not. Never throws. */
export function takeToken(services: Services, connection: Connection, holder: TokenHolder, item: RefreshToken): void {
  refreshToken(services, connection, holder, item)
    .catch((error: unknown) => refuseToken(services, connection, item.id, error))
    .catch((error: unknown) => connection.failed(error))
}

/** The connection goes on with the rights of its newer token until its end. */
async function refreshToken(
  services: Services,
  connection: Connection,
  { identify, expiry }: TokenHolder,
  item: RefreshToken,
): Promise<void> {
  if (identify === null) {
    connection.ok(item.id)
    return
  }
  connection.tokensSent += 1
  const number = connection.tokensSent
  const since = services.revocations.moment
  const identity = await identifyAgain(item.token, connection.clientId, identify)
  // The socket may have gone meanwhile, or a token that was sent later been checked sooner.
  if (connection.isOver) return
  if (number < connection.tokenTaken) {
    connection.ok(item.id)
    return
  }
  const bearer = bearerOf(identity, true)
  assertGood(services.revocations.standing(bearer, since))
  connection.tokenTaken = number
  connection.bearer = bearer
  connection.rights = identity.rights
  connection.info = identity.info ?? connection.info
  const expiresIn = expiry.set(identity.expiresAt)
  connection.ok(item.id, expiresIn === null ? {} : { expiresIn })
  withdraw(services, connection)
  // Who the client is may have changed.
  await connection.gate?.reconsider()
}

/** Tells a client that its newer token isn't taken; it goes on with the one before. */
function refuseToken(services: Services, connection: Connection, id: number, error: unknown): void {
  const body = errorBody(error)
  const limit = limitOf(error)
  if (limit !== null) services.limitHits.hit(limit, connection.about)
  if (body.code === 'server_error') {
    services.log.error('A token could not be checked', { ...connection.about, error })
  }
  services.metrics.refused('request', body.code)
  connection.error(body, { id })
}

/** Ends what the rights of a connection no longer allow, and starts what waited for them. */
export function withdraw(services: Services, connection: Connection): void {
  for (const subscription of connection.subscriptions.values()) {
    const { channel } = subscription
    if (!mayDo(services, connection, channel, 'subscribe')) {
      endSubscription(services, connection, subscription)
      const error = errorBody(denial(services, connection, channel, 'subscribe'))
      tellEnd(services, connection, channel, error, false)
    }
  }
  reviewPresence(services, connection)
  services.occupancy.restrict(connection, (channel) => mayDo(services, connection, channel, 'presence'))
}
