import type { AskSdk, ChannelOccupancy, HereNow, HereNowQuery, PresenceConnection } from '@herenow/adapter'
import { groupMembers } from '@herenow/adapter'
import type { Centrifuge } from 'centrifuge'
import { nativeChannel } from './native-channel.ts'
import type { Reading } from './received.ts'
import { unsupported } from './service-error.ts'

export interface HereNowNeeds {
  readonly client: Pick<Centrifuge, 'presence' | 'presenceStats'>
  readonly ask: AskSdk
  readonly reading: Pick<Reading, 'connection'>
}

/** Everybody who is present in a channel. */
export async function present(
  { client, ask, reading }: HereNowNeeds,
  channel: string,
): Promise<readonly PresenceConnection[]> {
  const native = nativeChannel(channel)
  const { clients } = await ask(() => client.presence(native), channel)
  return Object.values(clients).map(reading.connection)
}

/** Counts the people in channels, and lists them if the query asks for members. One request for each channel. */
export async function hereNow(needs: HereNowNeeds, query: HereNowQuery): Promise<HereNow> {
  const { channels, includeMembers } = query
  if (!channels) throw unsupported('Centrifugo does not tell clients of all channels.', 'global')
  const names = [...new Set(channels)]
  names.forEach(nativeChannel)
  const answers = await Promise.all(names.map((channel) => ofChannel(needs, channel, includeMembers === true)))
  // Without a prototype: a channel may be called `constructor`.
  const found: Record<string, ChannelOccupancy> = Object.create(null)
  let totalOccupancy = 0
  for (const [index, channel] of names.entries()) {
    const answer = answers[index]
    if (!answer) continue
    found[channel] = answer
    totalOccupancy += answer.occupancy
  }
  return { totalChannels: names.length, totalOccupancy, channels: found }
}

async function ofChannel(needs: HereNowNeeds, channel: string, withMembers: boolean): Promise<ChannelOccupancy> {
  if (!withMembers) {
    const { client, ask } = needs
    const { numUsers } = await ask(() => client.presenceStats(nativeChannel(channel)), channel)
    return { occupancy: numUsers }
  }
  const members = groupMembers(await present(needs, channel))
  return { occupancy: members.length, members }
}
