import type { DetachedItem, RefreshToken } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Identify } from '../auth/auth.ts'
import { identifyAgain } from '../auth/identify.ts'
import { assertGood, bearerOf } from '../auth/revoked.ts'
import { errorBody } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { TokenExpiry } from '../socket/token-expiry.ts'
import { endSubscription } from './attach.ts'
import { reviewPresence } from './follow-presence.ts'
import { denial, mayDo } from './permission.ts'

/** What a session knows of its token. */
interface TokenHolder {
  /** `null`: no auth. */
  readonly identify: Identify | null
  readonly expiry: TokenExpiry
}

/** Takes a newer token: the connection goes on with its rights until its end. */
export async function refreshToken(
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

/** Ends what the rights of a connection no longer allow, and starts what waited for them. */
export function withdraw(services: Services, connection: Connection): void {
  for (const subscription of connection.subscriptions.values()) {
    const { channel } = subscription
    if (!mayDo(services, connection, channel, 'subscribe')) {
      endSubscription(services, connection, subscription)
      const error = errorBody(denial(services, connection, channel, 'subscribe'))
      const detached: DetachedItem = { type: 'detached', channel, resumable: false, error }
      connection.outgoing.send(encodeItem(detached))
    }
  }
  reviewPresence(services, connection)
  services.occupancy.restrict(connection, (channel) => mayDo(services, connection, channel, 'presence'))
}
