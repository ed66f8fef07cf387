import { Buffer } from 'node:buffer'
import type {
  GetHereNow,
  GetPresence,
  GetWhereNow,
  PresenceStamps,
  SetPresence,
  SyncPresence,
  Watch,
} from '@herenow/protocol'
import { deliveryWork } from '../channel/delivered-bytes.ts'
import { findHereNow, presencePage } from '../presence/here-now.ts'
import { whereNow as findWhereNow } from '../presence/where-now.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { assertMay, mayDo } from './permission.ts'
import { workOf } from './work.ts'

/** Bytes of presence that a client may have while others have much. */
const littlePresence = 1_048_576

export function setPresence(services: Services, connection: Connection, item: SetPresence): void {
  const { channel } = item
  const known = services.table.find(channel, connection.connectionId)
  if (item.action === 'leave') {
    services.presence.leave(channel, connection.connectionId)
  } else {
    assertMay(services, connection, channel, 'presence')
    assertSeen(connection, channel)
    // Saying nothing of the state leaves it as it is.
    const state = item.state === undefined ? (known?.state ?? null) : item.state
    const text = JSON.stringify(state)
    const size = Buffer.byteLength(text)
    assertStateFits(services, connection, channel, size)
    assertRoom(services, connection, channel)
    assertMemory(services, connection, channel, text.length)
    connection.charge(deliveryWork(size * services.presence.observersOf(channel)))
    const { connectionId, clientId, info } = connection
    services.presence.put(channel, { connectionId, clientId, info, state })
  }
  const entry = services.table.find(channel, connection.connectionId)
  connection.ok(item.id, entry === null ? undefined : stampsOf(entry))
}

/** So that the client knows its own entry as everybody will, before everybody is told. */
function stampsOf({ enteredAt, updatedAt }: PresenceStamps): PresenceStamps {
  return { enteredAt, updatedAt }
}

export async function getPresence(services: Services, connection: Connection, item: GetPresence): Promise<void> {
  assertMay(services, connection, item.channel, 'presence')
  await connection.pagedOutput.once(() => {
    assertMay(services, connection, item.channel, 'presence')
    const page = presencePage(services.table, item.channel, item.cursor)
    connection.charge(workOf(page.connections.length, connection.ok(item.id, page)))
  })
}

/** Sends the snapshot of an attached channel again. */
export function syncPresence(services: Services, connection: Connection, item: SyncPresence): void {
  assertMay(services, connection, item.channel, 'presence')
  const subscription = connection.subscriptions.get(item.channel)
  if (subscription === undefined || !services.presence.isObserved(subscription)) {
    throw refusal('not_found', 'This channel is not attached with presence.', {
      channel: item.channel,
      hint: 'Attach it with `presence: true`; a snapshot follows by itself.',
    })
  }
  connection.ok(item.id)
  services.presence.observe(subscription)
}

export async function hereNow(services: Services, connection: Connection, item: GetHereNow): Promise<void> {
  const { rights } = connection
  for (const channel of item.channels ?? []) assertMay(services, connection, channel, 'presence')
  let looked = 0
  const maySee = (channel: string): boolean => {
    looked += 1
    return mayDo(services, connection, channel, 'presence')
  }
  const answer = await connection.pagedOutput.inSteps(findHereNow(services.table, item, maySee))
  // A newer token came in between: what was found may be more than it allows.
  if (connection.rights !== rights) return hereNow(services, connection, item)
  connection.charge(workOf(looked, connection.ok(item.id, answer)))
}

export async function whereNow(services: Services, connection: Connection, item: GetWhereNow): Promise<void> {
  await connection.pagedOutput.once(() => {
    const maySee = (channel: string): boolean => mayDo(services, connection, channel, 'presence')
    const page = findWhereNow(services.table, item.clientId, item.cursor, maySee)
    connection.charge(workOf(page.channels.length, connection.ok(item.id, page)))
  })
}

export function watch(services: Services, connection: Connection, item: Watch): void {
  const channels = item.channels ?? []
  for (const channel of channels) assertMay(services, connection, channel, 'presence')
  connection.ok(item.id)
  services.occupancy.watch(connection, channels, item.all === true, (channel) =>
    mayDo(services, connection, channel, 'presence'),
  )
}

function assertSeen({ rights }: Connection, channel: string): void {
  if (rights.isUnseen !== true) return
  throw refusal('forbidden', 'Observers see who is present, and are not present themselves.', { channel })
}

function assertStateFits(services: Services, connection: Connection, channel: string, size: number): void {
  const most = services.limits.stateBytes
  if (size <= most) return
  services.limitHits.hit('stateBytes', { ...connection.about, channel })
  throw refusal('invalid_argument', `The presence state is larger than ${most} bytes.`, { channel })
}

function assertRoom(services: Services, connection: Connection, channel: string): void {
  const present = services.table.channelsOfConnection(connection.connectionId)
  const most = services.limits.channels
  if (present.length < most || present.includes(channel)) return
  services.limitHits.hit('channels', { ...connection.about, channel })
  throw refusal('rate_limited', `A connection may be present in ${most} channels at once.`, { channel })
}

/**
 * Throws `rate_limited` where the server would keep too much of those who are present. The second half of what it may
 * keep is for clients that have little: one client alone can't keep everybody else out.
 */
function assertMemory(
  services: Services,
  { connectionId, clientId, about }: Connection,
  channel: string,
  stateLength: number,
): void {
  const { table, limits, limitHits } = services
  const growth = table.growth(channel, connectionId, stateLength)
  const bytes = table.bytes + growth
  const hasLittle = table.bytesOfClient(clientId) + growth <= littlePresence
  if (growth <= 0 || bytes <= limits.presenceBytes / 2 || (hasLittle && bytes <= limits.presenceBytes)) return
  limitHits.hit('presenceBytes', { ...about, channel })
  throw refusal('rate_limited', 'The server has no room for more people, or for larger states.', {
    channel,
    retryable: true,
    retryAfter: 5_000,
    hint: 'Keep presence states small and enter fewer channels, or raise `limits.presenceBytes` of the server.',
  })
}
