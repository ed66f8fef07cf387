import type { MessageMeta, Position, UserInfo } from '@herenow/adapter'
import { assertChannelName, isMessageId, maxMessageIdBytes } from '@herenow/adapter'
import { fitsBytes, limits } from '@herenow/protocol'
import type { EngineMessage } from '../engine/engine.ts'
import { draftMessage, publisherText } from '../engine/message-draft.ts'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'

/** How the server itself publishes a message. */
export interface ServerPublishOptions {
  /** Default: a random one. The same id again is answered with the first receipt. */
  readonly id?: string | undefined
  /** Who is said to have published it. Default `server`. */
  readonly clientId?: string | undefined
  readonly info?: UserInfo | undefined
  readonly meta?: MessageMeta | undefined
  /** `false`: deliver it live only. */
  readonly store?: boolean | undefined
  /** How long history may keep it, in seconds. */
  readonly ttl?: number | undefined
}

/** What became of a published message. */
export interface PublishReceipt {
  readonly id: string
  /** `null` when the message is not stored. */
  readonly position: Position | null
  /** Server time in milliseconds since 1970. */
  readonly timestamp: number
  /** The id was known; nothing new was stored. */
  readonly duplicate: boolean
}

const asServer = publisherText({ clientId: 'server' })

/** Publishes as the server. Rejects with a `RealtimeError`. */
export async function serverPublish(
  services: Services,
  channel: string,
  name: string,
  data: unknown,
  options: ServerPublishOptions,
): Promise<PublishReceipt> {
  return publishDraft(services, channel, draftFrom(services, name, data, options))
}

/** Publishes what `draftFrom` has made. Rejects with a `RealtimeError`. */
export async function publishDraft(
  services: Services,
  channel: string,
  message: EngineMessage,
): Promise<PublishReceipt> {
  // A channel that somebody is attached to had its name checked, and on a quiet server a check costs as much as a write.
  if (!services.hub.has(channel)) assertChannelName(channel)
  const [outcome] = await services.hub.publish(channel, [message])
  if (outcome === undefined) throw refusal('server_error', 'The engine gave no answer.', { channel })
  if (outcome.kind === 'refused') {
    const { code, message: text, ...details } = outcome.error
    throw refusal(code, text, { ...details, channel })
  }
  const { position, timestamp } = outcome
  return { id: message.id, position, timestamp, duplicate: outcome.kind === 'known' }
}

/** Makes a message of the server's. Throws a `RealtimeError` for one that can't be. */
export function draftFrom(
  services: Services,
  name: string,
  data: unknown,
  options: ServerPublishOptions,
): EngineMessage {
  const { clientId = 'server', info, meta, store = true, ttl = null } = options
  const id = options.id === undefined ? randomId(services.random, 16) : checkedId(options.id)
  if (name === '' || !fitsBytes(name, limits.nameBytes)) {
    throw refusal('invalid_argument', `The name must be a string of 1 to ${limits.nameBytes} bytes.`)
  }
  const text = dataText(data)
  if (!fitsBytes(text, services.limits.messageBytes)) {
    throw refusal('message_too_large', `The message's data is larger than ${services.limits.messageBytes} bytes.`)
  }
  const isServer = options.clientId === undefined && info === undefined
  const publisher = isServer ? asServer : publisherText({ clientId, ...(info === undefined ? {} : { info }) })
  return { id, clientId, draft: draftMessage({ id, name, data: text, meta, publisher }), store, ttl }
}

function checkedId(id: string): string {
  if (isMessageId(id)) return id
  throw refusal(
    'invalid_argument',
    `\`id\` must be a string of 1 to ${maxMessageIdBytes} bytes without control characters.`,
  )
}

function dataText(data: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(data)
    if (text !== undefined) return text
  } catch (cause) {
    throw refusal('invalid_argument', 'The data is not JSON.', { cause })
  }
  throw refusal('invalid_argument', 'The data is not JSON.')
}
