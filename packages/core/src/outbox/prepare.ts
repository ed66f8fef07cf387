import type { OutgoingMessage } from '@herenow/adapter'
import { isMessageId, maxMessageIdBytes } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { clientClosed, invalid } from '../client/problems.ts'
import { boundedCopy, jsonCopy } from '../json/json-copy.ts'
import { randomId } from '../message/message-id.ts'
import type { PublishOptions } from './publish.ts'

/** A message that may be sent. */
export interface Prepared {
  readonly message: OutgoingMessage
  /** Of its data, as JSON. */
  readonly bytes: number
}

/** Checks and copies what is published. Throws what its publisher should know. */
export function prepare(channel: ChannelCore, name: string, data: unknown, options: PublishOptions): Prepared {
  const { client } = channel
  if (client.ended) throw clientClosed()
  if (typeof name !== 'string' || name === '') throw invalid('The message name must be a string that is not empty.')
  const { maxMessageBytes } = client.capabilities
  const what = `The data of "${name}"`
  const { value, bytes } = boundedCopy(data, what, maxMessageBytes, 'message_too_large', channel.name)
  const meta = options.meta === undefined ? null : (jsonCopy(options.meta, 'meta').value as OutgoingMessage['meta'])
  const { id = randomId(client.random), store = true, ttl = null } = options
  if (!isMessageId(id))
    throw invalid(`The message id must be 1 to ${maxMessageIdBytes} bytes without control characters.`)
  return { message: { id, name, data: value, meta, store, ttl }, bytes }
}
