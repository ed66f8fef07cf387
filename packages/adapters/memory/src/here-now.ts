import type { ChannelOccupancy, HereNow, HereNowQuery } from '@herenow/adapter'
import type { ChannelPresence } from './channel-presence.ts'
import { people } from './people.ts'

/** Who is in which channels, page by page. `occupied`: the channels that are meant where none is named. */
export function findHereNow(
  { channels, includeMembers, includeState, limit = Infinity, cursor }: HereNowQuery,
  occupied: readonly string[],
  presenceOf: (channel: string) => ChannelPresence | null,
): HereNow {
  const names = [...new Set(channels ?? occupied)].sort()
  const counted = names.map((name) => presenceOf(name)?.occupancy ?? 0)
  const page = names.filter((name) => cursor === undefined || name > cursor).slice(0, limit)
  const answers: Record<string, ChannelOccupancy> = Object.create(null)
  for (const name of page) {
    const presence = presenceOf(name)
    answers[name] = {
      occupancy: presence?.occupancy ?? 0,
      ...(includeMembers && { members: people(presence?.all ?? [], includeState ?? false) }),
    }
  }
  const last = page.at(-1)
  return {
    totalChannels: names.length,
    totalOccupancy: counted.reduce((sum, occupancy) => sum + occupancy, 0),
    channels: answers,
    ...(last !== undefined && last !== names.at(-1) && { cursor: last }),
  }
}
