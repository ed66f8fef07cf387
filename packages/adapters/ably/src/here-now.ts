import type { AskSdk, ChannelOccupancy, HereNow, HereNowQuery, PresenceConnection } from '@herenow/adapter'
import { assertChannelName, groupMembers } from '@herenow/adapter'
import type { HttpPaginatedResponse, PaginatedResult, RealtimeClient } from 'ably'
import { isRecord, parsedJson } from './json.ts'
import { presenceConnection } from './received.ts'
import { serviceError, unsupported } from './service-error.ts'

export interface HereNowNeeds {
  readonly client: Pick<RealtimeClient, 'request'>
  readonly ask: AskSdk
}

/** Of Ably's HTTP API. */
const version = 3

/** Everybody who is present in a channel, which needn't be attached: the SDK's own way would attach it. */
export async function present({ client, ask }: HereNowNeeds, channel: string): Promise<readonly PresenceConnection[]> {
  assertChannelName(channel)
  const path = `/channels/${encodeURIComponent(channel)}/presence`
  const connections: PresenceConnection[] = []
  let page: PaginatedResult<unknown> = await ask(
    () => client.request('get', path, version, { limit: 1_000 }, null, {}),
    channel,
  )
  for (;;) {
    connections.push(...itemsOf(page, channel).flatMap(memberOf))
    const current = page
    const next = current.isLast() ? null : await ask(() => current.next(), channel)
    if (!next) return connections
    page = next
  }
}

/** Counts the people in channels, and lists them if the query asks for members. One request for each channel. */
export async function hereNow(needs: HereNowNeeds, query: HereNowQuery): Promise<HereNow> {
  const { channels, includeMembers = false, includeState = false } = query
  if (!channels) throw unsupported('Ably does not tell clients of all channels.', 'global')
  const names = [...new Set(channels)]
  names.forEach(assertChannelName)
  const answers = await Promise.all(names.map((channel) => present(needs, channel)))
  // Without a prototype: a channel may be called `constructor`.
  const found: Record<string, ChannelOccupancy> = Object.create(null)
  let totalOccupancy = 0
  for (const [index, channel] of names.entries()) {
    const connections = answers[index] ?? []
    const members = groupMembers(includeState ? connections : connections.map(withoutState))
    found[channel] = { occupancy: members.length, ...(includeMembers && { members }) }
    totalOccupancy += members.length
  }
  return { totalChannels: names.length, totalOccupancy, channels: found }
}

function withoutState(connection: PresenceConnection): PresenceConnection {
  return { ...connection, state: null }
}

/** Requests of this kind resolve with refusals too. */
function itemsOf(page: PaginatedResult<unknown>, channel: string): readonly unknown[] {
  if (!isRefusal(page)) return page.items
  const { errorCode, errorMessage, statusCode } = page
  throw serviceError({ code: errorCode, message: errorMessage, statusCode }, channel)
}

function isRefusal(page: PaginatedResult<unknown>): page is HttpPaginatedResponse<unknown> {
  return 'success' in page && page.success === false
}

/** What comes over HTTP hasn't been decoded by the SDK. */
function memberOf(item: unknown): readonly PresenceConnection[] {
  if (!isRecord(item)) return []
  const { clientId, connectionId, timestamp } = item
  const isMember = typeof clientId === 'string' && typeof connectionId === 'string' && typeof timestamp === 'number'
  return isMember ? [presenceConnection({ clientId, connectionId, timestamp, data: decoded(item) })] : []
}

function decoded({ data, encoding }: Readonly<Record<string, unknown>>): unknown {
  const isJson = typeof data === 'string' && typeof encoding === 'string' && encoding.split('/').at(-1) === 'json'
  // Whoever enters may call anything JSON. What isn't stays as it is.
  return isJson ? parsedJson(data, data) : data
}
