import type { ChannelOccupancy, HereNow, HereNowQuery, Member } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { WireOccupancy } from '@herenow/protocol'
import { hereNow } from '../presence/here-now.ts'
import { membersOf } from '../presence/members.ts'
import type { Services } from '../services.ts'

/** Who is present in a channel. */
export function serverPresence(services: Services, channel: string): readonly Member[] {
  assertChannelName(channel)
  return membersOf(services.table.connections(channel))
}

/** How many people are in channels, and who. */
export function serverHereNow(services: Services, query: HereNowQuery): HereNow {
  for (const channel of query.channels ?? []) assertChannelName(channel)
  const answer = hereNow(
    services.table,
    {
      ...(query.channels === undefined ? {} : { channels: query.channels }),
      ...(query.includeMembers === true ? { members: true } : {}),
      ...(query.includeState === true ? { state: true } : {}),
      ...(query.limit === undefined ? {} : { limit: query.limit }),
      ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    },
    () => true,
  )
  const channels: Record<string, ChannelOccupancy> = Object.create(null)
  for (const found of answer.channels) channels[found.channel] = occupancyOf(found)
  const { totalChannels, totalOccupancy, cursor } = answer
  return { totalChannels, totalOccupancy, channels, ...(cursor === undefined ? {} : { cursor }) }
}

function occupancyOf({ occupancy, connections }: WireOccupancy): ChannelOccupancy {
  return connections === undefined ? { occupancy } : { occupancy, members: membersOf(connections) }
}
