import type { AdapterSession, AskSdk, Clock, OutgoingMessage, RealtimeError } from '@herenow/adapter'
import { adapterError, publishInOrder, utf8Length } from '@herenow/adapter'
import type { Centrifuge } from 'centrifuge'
import { sealed } from './envelope.ts'
import { nativeChannel } from './native-channel.ts'
import { unsupported } from './service-error.ts'

export interface PublishNeeds {
  readonly clock: Pick<Clock, 'date'>
  readonly client: Pick<Centrifuge, 'publish'>
  readonly ask: AskSdk
  readonly isConnected: () => boolean
  /** UTF-8 bytes. */
  readonly maxMessageBytes: number
  readonly maxFrameBytes: number
}

/** What one publish command adds to the message, with the largest number that a command may have. */
const command = { id: 4_294_967_295, publish: { channel: '', data: null } }

/** Publishes each channel's messages one after the other. */
export function createPublish(needs: PublishNeeds): AdapterSession['publish'] {
  const { clock, client, ask, isConnected, maxMessageBytes, maxFrameBytes } = needs

  /** `bytes`: of the whole frame. */
  function problem(channel: string, { data, store, ttl }: OutgoingMessage, bytes: number): RealtimeError | null {
    if (!store || ttl !== null) return unsupported('A message has no retention of its own here.', 'retention', channel)
    const isTooLarge = bytes > maxFrameBytes || utf8Length(JSON.stringify(data)) > maxMessageBytes
    return isTooLarge ? adapterError('message_too_large', 'The message is too large.', { channel }) : null
  }

  return publishInOrder({
    isConnected,
    async publish(channel, message) {
      const timestamp = clock.date()
      const native = nativeChannel(channel)
      const data = sealed(message, timestamp)
      const bytes = utf8Length(JSON.stringify({ ...command, publish: { channel: native, data } }))
      const error = problem(channel, message, bytes)
      if (error) throw error
      await ask(() => client.publish(native, data), channel, bytes)
      return { position: null, timestamp, duplicate: 'unknown' }
    },
  })
}
