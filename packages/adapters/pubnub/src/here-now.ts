import type { AskSdk, ChannelOccupancy, Clock, HereNow, HereNowQuery, PresenceConnection } from '@herenow/adapter'
import { groupMembers } from '@herenow/adapter'
import { channelName, nativeName } from './channel-names.ts'
import { presenceConnection } from './received.ts'
import type { SdkClient, SdkOccupancy } from './sdk.ts'

export interface HereNowNeeds {
  readonly client: Pick<SdkClient, 'hereNow' | 'whereNow'>
  readonly ask: AskSdk
  readonly clock: Pick<Clock, 'date'>
}

/** Everybody who is present in a channel, which needn't be attached; PubNub lists at most a thousand. */
export async function present(
  { client, ask, clock }: HereNowNeeds,
  channel: string,
): Promise<readonly PresenceConnection[]> {
  const native = nativeName(channel)
  const { channels } = await ask(async () => client.hereNow({ channels: [native], includeState: true }), channel)
  return connectionsOf(Object.values(channels)[0], clock.date())
}

/** Counts the people in channels, or in all, and lists them if the query asks for members. One request for all of it. */
export async function hereNow({ client, ask, clock }: HereNowNeeds, query: HereNowQuery): Promise<HereNow> {
  const { channels: asked, includeMembers = false, includeState = false, limit = Infinity, cursor } = query
  const names = asked && [...new Set(asked)]
  if (names?.length === 0) return { totalChannels: 0, totalOccupancy: 0, channels: emptyRecord() }
  const natives = names?.map(nativeName)
  const answer = await ask(async () =>
    client.hereNow({ ...(natives && { channels: natives }), includeUUIDs: includeMembers, includeState }),
  )
  const occupancies = new Map<string, SdkOccupancy>()
  for (const [native, occupancy] of Object.entries(answer.channels)) {
    const channel = channelName(native)
    // Others of the keyset's channels can't be attached here.
    if (channel !== null) occupancies.set(channel, occupancy)
  }
  const all = names ?? [...occupancies.keys()].toSorted()
  const left = cursor === undefined ? all : all.filter((channel) => channel > cursor)
  const page = left.slice(0, limit)
  const channels = emptyRecord()
  for (const channel of page) channels[channel] = occupancyOf(occupancies.get(channel), includeMembers, clock.date())
  const totalOccupancy = all.reduce((sum, channel) => sum + (occupancies.get(channel)?.occupancy ?? 0), 0)
  const last = page.at(-1)
  return {
    totalChannels: all.length,
    totalOccupancy,
    channels,
    ...(last !== undefined && left.length > page.length && { cursor: last }),
  }
}

/** The channels in which a user is. */
export async function whereNow({ client, ask }: HereNowNeeds, clientId: string): Promise<readonly string[]> {
  const { channels } = await ask(async () => client.whereNow({ uuid: clientId }))
  return channels.flatMap((native) => channelName(native) ?? [])
}

/** Without a prototype: a channel may be called `constructor`. */
function emptyRecord(): Record<string, ChannelOccupancy> {
  return Object.create(null) as Record<string, ChannelOccupancy>
}

function occupancyOf(native: SdkOccupancy | undefined, includeMembers: boolean, now: number): ChannelOccupancy {
  const occupancy = native?.occupancy ?? 0
  return { occupancy, ...(includeMembers && { members: groupMembers(connectionsOf(native, now)) }) }
}

function connectionsOf(native: SdkOccupancy | undefined, now: number): readonly PresenceConnection[] {
  return (native?.occupants ?? []).map(({ uuid, state }) => presenceConnection(uuid, state, now))
}
