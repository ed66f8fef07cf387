import { assertChannelName } from '@herenow/adapter'
import type { RealtimeChannel, RealtimeClient } from 'ably'

/** Whatever of the SDK's client has channels. */
export type HasChannels = Pick<RealtimeClient, 'channels'>

/** The SDK's channel, which attaches only when it is told to. Throws `invalid_argument` for what can't be a name. */
export function nativeChannel({ channels }: HasChannels, channel: string): RealtimeChannel {
  assertChannelName(channel)
  return channels.get(channel, { attachOnSubscribe: false })
}
