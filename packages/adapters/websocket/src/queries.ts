import type { AdapterHistoryPage, HereNow, HereNowQuery, HistoryQuery, PresenceConnection } from '@herenow/adapter'
import { assertChannelName, groupMembers } from '@herenow/adapter'
import { decodeResult } from '@herenow/protocol'
import { presenceConnection, receivedMessage, wirePosition } from './received.ts'
import type { Requests } from './requests.ts'

/** One page of a channel's stored messages. */
export async function history(requests: Requests, channel: string, query: HistoryQuery): Promise<AdapterHistoryPage> {
  assertChannelName(channel)
  const { before, after, until, direction } = query
  const { epoch, messages, more, complete } = await requests.ask(
    {
      ...query,
      type: 'history',
      channel,
      before: before && wirePosition(before),
      after: after && wirePosition(after),
      until: until && wirePosition(until),
    },
    decodeResult.history,
  )
  const items = messages.map((message) => receivedMessage(channel, epoch, message))
  // A page without messages is the last one, as it doesn't say where the next one would begin.
  const end = items.at(-1)?.position
  const next = more && end ? { ...query, [direction === 'forwards' ? 'after' : 'before']: end } : null
  return { items, next, complete }
}

/** Everybody who is present in a channel, read page by page. */
export async function presentConnections(requests: Requests, channel: string): Promise<readonly PresenceConnection[]> {
  assertChannelName(channel)
  const all: PresenceConnection[] = []
  let cursor: string | undefined
  do {
    const page = await requests.ask({ type: 'presence-get', channel, cursor }, decodeResult.presence)
    all.push(...page.connections.map(presenceConnection))
    cursor = page.cursor
  } while (cursor !== undefined)
  return all
}

/** All channels that a client is present in, read page by page. */
export async function whereNow(requests: Requests, clientId: string): Promise<readonly string[]> {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await requests.ask({ type: 'where-now', clientId, cursor }, decodeResult.whereNow)
    all.push(...page.channels)
    cursor = page.cursor
  } while (cursor !== undefined)
  return all
}

/** Counts the people in channels, and lists them if the query asks for members. */
export async function hereNow(requests: Requests, query: HereNowQuery): Promise<HereNow> {
  const { channels, includeMembers, includeState, limit, cursor } = query
  channels?.forEach(assertChannelName)
  const answer = await requests.ask(
    {
      type: 'here-now',
      channels,
      members: includeMembers || undefined,
      state: (includeMembers && includeState) || undefined,
      limit,
      cursor,
    },
    decodeResult.hereNow,
  )
  // Without a prototype: a channel may be called `constructor`.
  const found: Record<string, HereNow['channels'][string]> = Object.create(null)
  for (const { channel, occupancy, connections } of answer.channels) {
    found[channel] = { occupancy, ...(connections && { members: groupMembers(connections.map(presenceConnection)) }) }
  }
  return { ...answer, channels: found }
}
