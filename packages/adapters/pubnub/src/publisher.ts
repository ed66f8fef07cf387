import type { AdapterSession, AskSdk, OutgoingMessage, RealtimeError, UserInfo } from '@herenow/adapter'
import { adapterError, notConnected, publishInOrder, utf8Length } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import { hint } from './hints.ts'
import { sealedMeta } from './message-meta.ts'
import { positionOf, timeOf } from './native-position.ts'
import { payloadOf } from './payload.ts'
import type { SdkClient, SdkPublish } from './sdk.ts'
import { unsupported } from './service-error.ts'
import { sealedSignal } from './signal-payload.ts'

export interface PublisherNeeds {
  readonly client: Pick<SdkClient, 'publish' | 'signal'>
  readonly ask: AskSdk
  readonly isConnected: () => boolean
  readonly connectionId: string
  readonly info: UserInfo | null
}

/** Publishes, each channel's messages one after the other. */
export type Publisher = Pick<AdapterSession, 'publish' | 'signal'>

/** UTF-8 bytes that PubNub takes at once. */
const nativeLimit = 32_768
/** What of that is left for the channel, and for a message's name, id, metadata and author. */
const besideData = 6_144

export const maxMessageBytes: number = nativeLimit - besideData
/** Of a signal's 64 bytes, what a name of 13 characters leaves. */
export const maxSignalBytes = 32

/** Characters of an address up to which a message goes in it. Beyond, it is the body: browsers ask before they send one. */
const longestInAddress = 4_096

export function createPublisher({ client, ask, isConnected, connectionId, info }: PublisherNeeds): Publisher {
  function native(channel: string, { id, name, data, meta, store }: OutgoingMessage): SdkPublish {
    const message = payloadOf(data)
    return {
      channel: nativeName(channel),
      message,
      meta: sealedMeta({ id, name, connectionId, info, meta, isStored: store }),
      storeInHistory: store,
      sendByPost: encodeURIComponent(JSON.stringify(message)).length > longestInAddress,
    }
  }

  return {
    publish: publishInOrder({
      isConnected,
      async publish(channel, message) {
        const error = problem(channel, message)
        if (error) throw error
        const { timetoken } = await ask(() => client.publish(native(channel, message)), channel)
        const position = positionOf(timetoken)
        return { position: message.store ? position : null, timestamp: timeOf(position), duplicate: 'unknown' }
      },
    }),
    async signal(channel, name, data) {
      const target = nativeName(channel)
      if (!isConnected()) throw notConnected()
      const message = sealedSignal({ name, data, info })
      if (message === null) {
        throw adapterError('signal_too_large', 'The signal is too large.', { hint: hint('signal'), channel })
      }
      await ask(() => client.signal({ channel: target, message }), channel)
    },
  }
}

function problem(channel: string, { data, ttl }: OutgoingMessage): RealtimeError | null {
  if (ttl !== null) return unsupported('A message has no time to live of its own here.', 'retention', channel)
  const isTooLarge = utf8Length(JSON.stringify(data)) > maxMessageBytes
  return isTooLarge
    ? adapterError('message_too_large', 'The message is too large.', { hint: hint('size'), channel })
    : null
}
