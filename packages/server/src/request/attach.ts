import type { Attach, Detach } from '@herenow/protocol'
import { Subscription } from '../channel/subscription.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { assertMay } from './permission.ts'

/** Attaches a channel; an attached one is answered anew, from its `since`. */
export async function attach(services: Services, connection: Connection, item: Attach): Promise<void> {
  assertMay(services, connection, item.channel, 'subscribe')
  if (item.presence === true) assertMay(services, connection, item.channel, 'presence')
  // Recovery from a position belongs to following a channel; asking for an older time is reading history.
  if (item.rewind !== undefined || typeof item.since === 'number') {
    assertMay(services, connection, item.channel, 'history')
  }
  const subscription = connection.subscriptions.get(item.channel) ?? subscribe(services, connection, item.channel)
  const attempt = subscription.attempt + 1
  try {
    await services.hub.attach(subscription, item, (result) => void connection.ok(item.id, result))
  } catch (error) {
    if (subscription.attempt === attempt) endSubscription(services, connection, subscription)
    throw error
  }
  if (subscription.state === 'ended' || subscription.attempt !== attempt) return
  if (item.presence === true) services.presence.observe(subscription)
  else services.presence.unobserve(subscription)
}

export function detach(services: Services, connection: Connection, item: Detach): void {
  const subscription = connection.subscriptions.get(item.channel)
  if (subscription !== undefined) endSubscription(services, connection, subscription)
  services.presence.leave(item.channel, connection.connectionId)
  connection.ok(item.id)
}

/** Ends everything that a connection gets from a channel. Its own presence there is another matter. */
export function endSubscription(services: Services, connection: Connection, subscription: Subscription): void {
  connection.subscriptions.delete(subscription.channel)
  services.hub.detach(subscription)
  services.presence.unobserve(subscription)
}

function subscribe(services: Services, connection: Connection, channel: string): Subscription {
  const most = services.limits.channels
  if (connection.subscriptions.size >= most) {
    throw refusal('rate_limited', `A connection may be attached to ${most} channels at once.`, {
      channel,
      hint: 'Detach channels that nobody looks at, or raise `limits.channels` of the server.',
    })
  }
  const subscription = new Subscription(channel, connection.outgoing, connection.pulls, (revoked) => {
    connection.subscriptions.delete(channel)
    services.presence.unobserve(revoked)
  })
  connection.subscriptions.set(channel, subscription)
  return subscription
}
