import type { ChannelOccupancy, HereNow, HereNowQuery, OccupancyEvent, OccupancyWatch } from '@herenow/adapter'
import type { ChannelPresence } from './channel-presence.ts'
import { people } from './people.ts'

/** Who is present in each channel, by its name. A channel that nobody has used is in none of it. */
export type PresenceByChannel = ReadonlyMap<string, { readonly presence: ChannelPresence }>

/** One page of who is present where. Totals are over all channels asked for. */
export function hereNow(channels: PresenceByChannel, query: HereNowQuery): HereNow {
  const { includeMembers, includeState, limit = Infinity, cursor } = query
  const names = [...new Set(query.channels ?? occupied(channels))].sort()
  const page = names.filter((name) => cursor === undefined || name > cursor).slice(0, limit)
  const answers: Record<string, ChannelOccupancy> = Object.create(null)
  for (const name of page) {
    const present = channels.get(name)?.presence.all ?? []
    answers[name] = {
      occupancy: occupancyOf(channels, name),
      ...(includeMembers && { members: people(present, includeState ?? false) }),
    }
  }
  const last = page.at(-1)
  return {
    totalChannels: names.length,
    totalOccupancy: names.reduce((sum, name) => sum + occupancyOf(channels, name), 0),
    channels: answers,
    ...(last !== undefined && last !== names.at(-1) && { cursor: last }),
  }
}

/** In which channels a client is present. */
export function whereNow(channels: PresenceByChannel, clientId: string): readonly string[] {
  return occupied(channels).filter((name) =>
    channels.get(name)?.presence.all.some((connection) => connection.clientId === clientId),
  )
}

/** What a watch is told at first; `null`: nothing. */
export function firstCounts(channels: PresenceByChannel, watch: OccupancyWatch): OccupancyEvent | null {
  const names = watch.all ? [...new Set([...watch.channels, ...occupied(channels)])] : watch.channels
  const counts = names.map((channel) => ({ channel, occupancy: occupancyOf(channels, channel) }))
  return counts.length > 0 ? { type: 'occupancy', counts } : null
}

function occupied(channels: PresenceByChannel): readonly string[] {
  return [...channels].filter(([, { presence }]) => presence.all.length > 0).map(([name]) => name)
}

function occupancyOf(channels: PresenceByChannel, name: string): number {
  return channels.get(name)?.presence.occupancy ?? 0
}
