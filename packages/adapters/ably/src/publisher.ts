import type { AdapterSession, AskSdk, Clock, OutgoingMessage, RealtimeError, UserInfo } from '@herenow/adapter'
import { adapterError, assertChannelName, notConnected, publishInOrder, utf8Length } from '@herenow/adapter'
import type { UseChannel } from './native-channel.ts'
import { positionOf, timeOf } from './native-position.ts'
import { nativeMessage, nativeSignal } from './outgoing.ts'
import { unsupported } from './service-error.ts'

export interface PublisherNeeds {
  readonly clock: Pick<Clock, 'date'>
  readonly useChannel: UseChannel
  readonly ask: AskSdk
  readonly isConnected: () => boolean
  readonly info: UserInfo | null
}

/** Publishes, each channel's messages one after the other. */
export type Publisher = Pick<AdapterSession, 'publish' | 'signal'>

/** UTF-8 bytes that Ably takes at once, by default. */
const nativeLimit = 65_536
/** What of that is left for a message's name, id, client id and headers. */
const besideData = 4_096

export const maxMessageBytes: number = nativeLimit - besideData
export const maxSignalBytes = 4_096

export function createPublisher({ clock, useChannel, ask, isConnected, info }: PublisherNeeds): Publisher {
  return {
    publish: publishInOrder({
      isConnected,
      async publish(channel, message) {
        const error = problem(channel, message)
        if (error) throw error
        const native = nativeMessage(message, info)
        const { serials } = await useChannel(channel, (it) => ask(() => it.publish(native), channel))
        const [serial] = serials
        const timestamp = (serial && timeOf(serial)) || clock.date()
        return { position: positionOf(serial), timestamp, duplicate: 'unknown' }
      },
    }),
    async signal(channel, name, data) {
      assertChannelName(channel)
      if (!isConnected()) throw notConnected()
      if (utf8Length(JSON.stringify(data)) > maxSignalBytes) {
        throw adapterError('signal_too_large', 'The signal is too large.', { channel })
      }
      await useChannel(channel, (it) => ask(() => it.publish(nativeSignal(name, data, info)), channel))
    },
  }
}

function problem(channel: string, { data, store, ttl }: OutgoingMessage): RealtimeError | null {
  if (!store || ttl !== null) return unsupported('A message has no retention of its own here.', 'retention', channel)
  const isTooLarge = utf8Length(JSON.stringify(data)) > maxMessageBytes
  return isTooLarge ? adapterError('message_too_large', 'The message is too large.', { channel }) : null
}
