import { assertChannelName } from '@herenow/adapter'
import type { ErrorBody, PresenceDeniedItem } from '@herenow/protocol'
import { encodeItem, fitsBytes } from '@herenow/protocol'
import { errorBody, refusal } from '../refusal.ts'
import { endSubscription, tellEnd } from '../request/attach.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { kickedEnding } from '../socket/ending.ts'
import { endConnections } from './end-connections.ts'

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
/** Seconds that are a whole number of milliseconds, as clients are told them: 285,000 years. */
const longestExclusion = 9_007_199_254_740
const usualReason = 'The server has ended this connection.'

/** Which of a client's connections are meant; by default all. */
interface Which {
  /** Only this one. */
  readonly only?: string | undefined
  readonly except?: readonly string[] | undefined
}

/** Ends connections of a client; those that were lost and might return leave presence at once. Returns how many had a socket. */
export async function serverDisconnect(
  services: Services,
  clientId: string,
  { reason = usualReason, for: seconds }: DisconnectOptions,
  { only, except = [] }: Which = {},
): Promise<number> {
  if (reason === '' || !fitsBytes(reason, reasonBytes)) {
    if (reason !== '') services.limitHits.hit('reasonBytes', { clientId })
    throw refusal('invalid_argument', `\`reason\` must be a string of 1 to ${reasonBytes} bytes.`)
  }
  if (seconds !== undefined && !(seconds >= 0 && seconds <= longestExclusion)) {
    throw refusal('invalid_argument', `\`for\` must be a number of seconds from 0 to ${longestExclusion}.`)
  }
  if (seconds !== undefined) services.exclusions.set(clientId, reason, seconds)
  const ending = kickedEnding(reason, seconds === undefined || seconds === 0 ? null : Math.ceil(seconds * 1_000))
  if (only === undefined) services.registry.expire(clientId)
  const connections = services.clients
    .of(clientId)
    .filter(({ connectionId }) => (only === undefined || connectionId === only) && !except.includes(connectionId))
  return endConnections(services, connections, () => ending)
}

/**
 * Ends the attachment of a client's connections to a channel, and their presence there. They don't attach again by
 * themselves; whether they may is a matter of their rights. Returns how many were attached or present.
 */
export async function serverUnsubscribe(services: Services, channel: string, clientId: string): Promise<number> {
  assertChannelName(channel)
  return endParts(services, clientId, { channel })
}

/** The same in one channel or in all, for one connection or for all of the client's. */
export function endParts(
  services: Services,
  clientId: string,
  { channel, only }: { readonly channel?: string | undefined; readonly only?: string | undefined },
): number {
  const error = errorBody(refusal('forbidden', 'The server has ended your part in this channel.'))
  const { clients, table, presence } = services
  const connections = clients.of(clientId).filter(({ connectionId }) => only === undefined || connectionId === only)
  const affected = connections.filter((connection) => {
    const { subscriptions, connectionId } = connection
    const all = new Set([...subscriptions.keys(), ...table.channelsOfConnection(connectionId)])
    return (
      [...(channel === undefined ? all : [channel])].filter((name) => endPart(services, connection, name, error))
        .length > 0
    )
  })
  if (only !== undefined) return affected.length
  // What is left are connections that were lost and might return.
  for (const name of channel === undefined ? [...table.channelsOfClient(clientId)] : [channel]) {
    const absent = table.connections(name).filter((connection) => connection.clientId === clientId)
    for (const { connectionId } of absent) presence.leave(name, connectionId)
  }
  return affected.length
}

/** `false`: the connection had no part in the channel. */
function endPart(services: Services, connection: Connection, channel: string, error: ErrorBody): boolean {
  const { connectionId, outgoing } = connection
  const subscription = connection.subscriptions.get(channel)
  const isPresent = services.table.find(channel, connectionId) !== null
  if (subscription !== undefined) {
    // The answer to an attach that is on its way must not say that it is attached.
    subscription.refusedBy = error
    endSubscription(services, connection, subscription)
    if (subscription.isGranted) tellEnd(services, connection, channel, error, false)
  }
  if (isPresent) {
    services.presence.leave(channel, connectionId)
    const denied: PresenceDeniedItem = { type: 'presence-denied', channel, error }
    outgoing.send(encodeItem(denied))
  }
  return subscription !== undefined || isPresent
}
