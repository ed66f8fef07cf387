import { assertChannelName } from '@herenow/adapter'

/**
 * The name that a channel has at Centrifugo: the same. Only `constructor`, `toString` and their like, which the SDK's
 * registry takes for subscriptions that exist, stand behind a "~", which our names can't contain. Throws
 * `invalid_argument` for what can't be a channel's name.
 */
export function nativeChannel(channel: string): string {
  assertChannelName(channel)
  return channel in {} ? `~${channel}` : channel
}
