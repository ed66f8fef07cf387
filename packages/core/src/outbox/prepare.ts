import type { Capabilities, OutgoingMessage } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { clientClosed, invalid } from '../client/errors.ts'
import { boundedCopy } from '../json/json-copy.ts'
import { checkDepth, checkEventName, checkMessageId, checkTtl, copyMeta } from '../message/payload-checks.ts'
import { randomId } from '../message/message-id.ts'
import type { PublishRequest } from './publish.ts'

/** A message that may be sent. */
export interface Prepared {
  readonly message: OutgoingMessage
  /** Of its data, as JSON. */
  readonly bytes: number
}

/**
 * Checks and copies what is published. Throws what its publisher should know. Everything that the service would refuse
 * is refused here: a message that it can't read would take down those that travel with it.
 */
export function prepare(
  client: Pick<ClientServices, 'ended' | 'random'>,
  channel: string,
  { maxMessageBytes }: Pick<Capabilities, 'maxMessageBytes'>,
  { name, data, ...options }: PublishRequest,
): Prepared {
  if (client.ended) throw clientClosed()
  checkEventName(name)
  const what = `The data of "${name}"`
  const { value, bytes } = boundedCopy(data, what, maxMessageBytes, 'message_too_large', channel)
  checkDepth(value, what)
  const meta = options.meta === undefined ? null : copyMeta(options.meta)
  const { id = randomId(client.random), store = true, ttl = null } = options
  checkMessageId(id)
  checkTtl(ttl)
  if (typeof store !== 'boolean') throw invalid('`store` must be true or false.')
  return { message: { id, name, data: value, meta, store, ttl }, bytes }
}
