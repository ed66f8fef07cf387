import { assertChannelName } from '@herenow/adapter'
import type { DetachedItem, ErrorBody, PresenceDeniedItem } from '@herenow/protocol'
import { encodeItem, fitsBytes } from '@herenow/protocol'
import { errorBody, refusal } from '../refusal.ts'
import { endSubscription } from '../request/attach.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { Ending } from '../socket/ending.ts'
import { kickedEnding } from '../socket/ending.ts'

/** How a client is put out. */
export interface DisconnectOptions {
  /** Shown to the client as the message of its error, at most 500 bytes. */
  readonly reason?: string | undefined
  /**
   * For how many seconds the client may not come back. Default: it may, though clients of this kit don't by themselves.
   * 0 lets in again who was kept out before.
   */
  readonly for?: number | undefined
}

const reasonBytes = 500
const usualReason = 'The server has ended this connection.'

/** Work on so many connections fits one turn of the event loop. */
const connectionsPerTurn = 50

/** Ends connections of a client; those that were lost and might return leave presence at once. Returns how many had a socket. */
export async function serverDisconnect(
  services: Services,
  clientId: string,
  { reason = usualReason, for: seconds }: DisconnectOptions,
): Promise<number> {
  if (reason === '' || !fitsBytes(reason, reasonBytes)) {
    throw refusal('invalid_argument', `\`reason\` must be a string of 1 to ${reasonBytes} bytes.`)
  }
  if (seconds !== undefined && !(Number.isFinite(seconds) && seconds >= 0)) {
    throw refusal('invalid_argument', '`for` must be a number of seconds, at least 0.')
  }
  if (seconds !== undefined) services.exclusions.set(clientId, reason, seconds)
  const ending = kickedEnding(reason, seconds === undefined || seconds === 0 ? null : Math.ceil(seconds * 1_000))
  services.registry.expire(clientId)
  return endConnections(services, services.clients.of(clientId), ending)
}

/** Ends connections, some in each turn. Returns how many. */
export async function endConnections(
  services: Services,
  connections: readonly Connection[],
  ending: Ending,
): Promise<number> {
  for (const [index, connection] of connections.entries()) {
    if (index > 0 && index % connectionsPerTurn === 0) {
      await new Promise<void>((resolve) => services.turns.later(resolve))
    }
    try {
      connection.end(ending)
    } catch (error) {
      connection.failed(error)
    }
  }
  return connections.length
}

/**
 * Ends the attachment of a client's connections to a channel, and their presence there. They don't attach again by
 * themselves; whether they may is a matter of their rights. Returns how many were attached or present.
 */
export async function serverUnsubscribe(services: Services, channel: string, clientId: string): Promise<number> {
  assertChannelName(channel)
  const error = errorBody(refusal('forbidden', 'The server has ended your part in this channel.', { channel }))
  const affected = services.clients.of(clientId).filter((connection) => endPart(services, connection, channel, error))
  // What is left are connections that were lost and might return.
  const absent = services.table.connections(channel).filter((connection) => connection.clientId === clientId)
  for (const { connectionId } of absent) services.presence.leave(channel, connectionId)
  return affected.length
}

/** `false`: the connection had no part in the channel. */
export function endPart(services: Services, connection: Connection, channel: string, error: ErrorBody): boolean {
  const { connectionId, outgoing } = connection
  const subscription = connection.subscriptions.get(channel)
  const isPresent = services.table.find(channel, connectionId) !== null
  if (subscription !== undefined) {
    // The answer to an attach that is on its way must not say that it is attached.
    subscription.refusedBy = error
    endSubscription(services, connection, subscription)
    const detached: DetachedItem = { type: 'detached', channel, resumable: false, error }
    if (subscription.isGranted) outgoing.send(encodeItem(detached))
  }
  if (isPresent) {
    services.presence.leave(channel, connectionId)
    const denied: PresenceDeniedItem = { type: 'presence-denied', channel, error }
    outgoing.send(encodeItem(denied))
  }
  return subscription !== undefined || isPresent
}
