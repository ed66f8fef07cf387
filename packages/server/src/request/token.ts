import type { DetachedItem, RefreshToken } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import { identifyAgain } from '../auth/identify.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { TokenExpiry } from '../socket/token-expiry.ts'
import { endSubscription } from './attach.ts'
import { mayDo } from './permission.ts'

/** Takes a newer token: the connection goes on with its rights until its end. */
export async function refreshToken(
  services: Services,
  connection: Connection,
  expiry: TokenExpiry,
  item: RefreshToken,
): Promise<void> {
  if (services.checkToken === null) {
    connection.ok(item.id, {})
    return
  }
  const identity = await identifyAgain(item.token, connection.clientId, services.checkToken)
  connection.rights = identity.rights
  const expiresIn = expiry.set(identity.expiresAt)
  connection.ok(item.id, expiresIn === null ? {} : { expiresIn })
  withdraw(services, connection)
}

/** Ends what the new rights no longer allow. */
function withdraw(services: Services, connection: Connection): void {
  for (const subscription of connection.subscriptions.values()) {
    const { channel } = subscription
    if (!mayDo(services, connection, channel, 'subscribe')) {
      endSubscription(services, connection, subscription)
      const error = errorBody(refusal('forbidden', 'The new token no longer allows this channel.'))
      const detached: DetachedItem = { type: 'detached', channel, resumable: false, error }
      connection.outgoing.send(encodeItem(detached))
    } else if (!mayDo(services, connection, channel, 'presence')) {
      services.presence.unobserve(subscription)
    }
  }
  for (const channel of services.table.channelsOfConnection(connection.connectionId)) {
    if (!mayDo(services, connection, channel, 'presence')) services.presence.leave(channel, connection.connectionId)
  }
  services.occupancy.restrict(connection, (channel) => mayDo(services, connection, channel, 'presence'))
}
