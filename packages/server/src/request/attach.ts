import type { Attach, AttachResult, Detach, DetachedItem, ErrorBody } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import { Subscription } from '../channel/subscription.ts'
import type { UnsubscribeReason } from '../events/server-event.ts'
import { errorBody, refusal, refusalOf } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { followPresence } from './follow-presence.ts'
import { assertMay, mayDo } from './permission.ts'

/** Attaches a channel; an attached one is answered anew, from its `since`. */
export async function attach(services: Services, connection: Connection, item: Attach): Promise<void> {
  assertMayAttach(services, connection, item)
  const asked = withoutUnprovenSince(services, connection, item)
  const subscription = connection.subscriptions.get(item.channel) ?? subscribe(services, connection, item.channel)
  const attempt = subscription.attempt + 1
  try {
    await services.hub.attach(subscription, asked, (result) => {
      if (subscription.refusedBy !== null) throw refusalOf(subscription.refusedBy)
      // Rights may have gone while the engine was asked.
      assertMayAttach(services, connection, item)
      // The right to history has gone, and no proof stands in for it.
      if (withoutUnprovenSince(services, connection, asked) !== asked)
        assertMay(services, connection, item.channel, 'history')
      connection.ok(item.id, withProof(services, connection, item.channel, result))
      grant(services, connection, subscription)
    })
  } catch (error) {
    const isOver = subscription.state === 'ended' || subscription.attempt !== attempt
    if (!isOver) endSubscription(services, connection, subscription)
    // The client goes by the answer to an attach before this one, and would wait for messages.
    if (!isOver && subscription.isGranted) tellEnd(services, connection, item.channel, errorBody(error), true)
    throw error
  }
  if (subscription.state === 'ended' || subscription.attempt !== attempt) return
  subscription.wantsPresence = item.presence === true
  followPresence(services, connection, subscription)
}

/** Tells a client that it isn't attached any more. */
export function tellEnd(
  { metrics }: Services,
  connection: Connection,
  channel: string,
  error: ErrorBody,
  resumable: boolean,
): void {
  metrics.refused('channel', error.code)
  const detached: DetachedItem = { type: 'detached', channel, resumable, error }
  connection.outgoing.send(encodeItem(detached))
}

function assertMayAttach(services: Services, connection: Connection, item: Attach): void {
  const { channel, rewind, since } = item
  assertMay(services, connection, channel, 'subscribe')
  // Asking for an older time is reading history; so is a position that this client was not attached at.
  if (rewind !== undefined || typeof since === 'number') assertMay(services, connection, channel, 'history')
}

/** Without a right to history, a position counts only where the client shows that it was attached there. */
function withoutUnprovenSince(services: Services, connection: Connection, item: Attach): Attach {
  const { channel, since, proof } = item
  if (typeof since !== 'object' || mayDo(services, connection, channel, 'history')) return item
  if (services.proofs === null || services.proofs.covers(proof, connection.clientId, channel, since)) return item
  const { since: _, ...rest } = item
  return rest
}

function withProof(services: Services, connection: Connection, channel: string, result: AttachResult): AttachResult {
  if (services.proofs === null) return result
  return { ...result, proof: services.proofs.sign(connection.clientId, channel, result) }
}

export function detach(services: Services, connection: Connection, item: Detach): void {
  const subscription = connection.subscriptions.get(item.channel)
  if (subscription !== undefined) endSubscription(services, connection, subscription, 'detach')
  services.presence.leave(item.channel, connection.connectionId)
  connection.ok(item.id)
}

/** Ends everything that a connection gets from a channel. Its own presence there is another matter. */
export function endSubscription(
  services: Services,
  connection: Connection,
  subscription: Subscription,
  reason: UnsubscribeReason = 'ended',
): void {
  connection.subscriptions.delete(subscription.channel)
  services.hub.detach(subscription)
  services.presence.unobserve(subscription)
  services.events.unsubscribed(subscription.channel, connection, reason, subscription.isGranted)
}

/** The client has been told that it is attached; it may have left, or be gone, by then. */
function grant(services: Services, connection: Connection, subscription: Subscription): void {
  if (subscription.isGranted || subscription.state === 'ended') return
  subscription.isGranted = true
  services.events.subscribed(subscription.channel, connection)
}

function subscribe(services: Services, connection: Connection, channel: string): Subscription {
  const most = services.limits.channels
  if (connection.subscriptions.size >= most) {
    services.limitHits.hit('channels', { ...connection.about, channel })
    throw refusal('rate_limited', `A connection may be attached to ${most} channels at once.`, {
      channel,
      hint: 'Detach channels that nobody looks at, or raise `limits.channels` of the server.',
    })
  }
  const subscription = new Subscription(channel, connection.outgoing, connection.pagedOutput, (revoked) => {
    connection.subscriptions.delete(channel)
    services.presence.unobserve(revoked)
    services.events.unsubscribed(channel, connection, 'ended', revoked.isGranted)
  })
  connection.subscriptions.set(channel, subscription)
  return subscription
}
