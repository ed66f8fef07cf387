import type { PresenceDeniedItem } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Subscription } from '../channel/subscription.ts'
import { errorBody } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { denial, mayDo } from './permission.ts'

/** Starts a subscription's presence anew: with a snapshot, or with a word that it may not be followed. */
export function followPresence(services: Services, connection: Connection, subscription: Subscription): void {
  const { channel, wantsPresence } = subscription
  if (wantsPresence && mayDo(services, connection, channel, 'presence')) {
    services.presence.observe(subscription)
  } else {
    services.presence.unobserve(subscription)
    if (wantsPresence) tellDenied(services, connection, channel)
  }
}

/** The rights have changed: starts and ends what they allow and no longer allow, and leaves the rest alone. */
export function reviewPresence(services: Services, connection: Connection): void {
  const denied = new Set<string>()
  for (const subscription of connection.subscriptions.values()) {
    const { channel } = subscription
    const isObserved = services.presence.isObserved(subscription)
    if (isObserved === (subscription.wantsPresence && mayDo(services, connection, channel, 'presence'))) continue
    if (!isObserved) services.presence.observe(subscription)
    else {
      services.presence.unobserve(subscription)
      denied.add(channel)
    }
  }
  for (const channel of services.table.channelsOfConnection(connection.connectionId)) {
    const maySee = mayDo(services, connection, channel, 'presence')
    if (maySee && connection.rights.isUnseen !== true) showAgain(services, connection, channel)
    else {
      services.presence.leave(channel, connection.connectionId)
      if (!maySee) denied.add(channel)
    }
  }
  for (const channel of denied) tellDenied(services, connection, channel)
}

/** Shows a connection's presence with its present `info`. Nothing is told where nothing has changed. */
function showAgain(services: Services, connection: Connection, channel: string): void {
  const { connectionId, clientId, info } = connection
  const entry = services.table.find(channel, connectionId)
  if (entry !== null) services.presence.put(channel, { connectionId, clientId, info, state: entry.state })
}

function tellDenied(services: Services, connection: Connection, channel: string): void {
  const error = errorBody(denial(services, connection, channel, 'presence'))
  const item: PresenceDeniedItem = { type: 'presence-denied', channel, error }
  connection.outgoing.send(encodeItem(item))
}
