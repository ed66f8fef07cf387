import { assertChannelName } from '@herenow/adapter'
import type { RealtimeChannel, RealtimeClient } from 'ably'

/** Whatever of the SDK's client has channels. */
export type HasChannels = Pick<RealtimeClient, 'channels'>

/** The SDK's channel, which attaches only when it is told to. Throws `invalid_argument` for what can't be a name. */
export function nativeChannel({ channels }: HasChannels, channel: string): RealtimeChannel {
  assertChannelName(channel)
  return channels.get(channel, { attachOnSubscribe: false })
}

/** Makes a request by the SDK's channel, which needn't be attached. Rejects with `invalid_argument` for what can't be a name. */
export type UseChannel = <T>(channel: string, request: (native: RealtimeChannel) => Promise<T>) => Promise<T>

/** Channels that are kept for the next request, so that those in daily use aren't made anew each time. */
const mostIdle = 100

/** The SDK keeps each channel that it has ever made. Those that were only made for requests are let go here. */
export function createUseChannel(client: HasChannels, isWanted: (channel: string) => boolean): UseChannel {
  const requests = new Map<string, number>()
  /** The longest unused first. */
  const idle = new Set<string>()

  function began(channel: string): void {
    idle.delete(channel)
    requests.set(channel, (requests.get(channel) ?? 0) + 1)
  }

  function ended(channel: string): void {
    const left = (requests.get(channel) ?? 1) - 1
    if (left > 0) return void requests.set(channel, left)
    requests.delete(channel)
    idle.add(channel)
    const [longest] = idle
    if (idle.size <= mostIdle || longest === undefined) return
    idle.delete(longest)
    // Those that are attached are let go when they are detached.
    if (!isWanted(longest)) client.channels.release(longest)
  }

  return async (channel, request) => {
    const native = nativeChannel(client, channel)
    began(channel)
    try {
      return await request(native)
    } finally {
      ended(channel)
    }
  }
}
