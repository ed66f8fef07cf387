import type { WireMessage, WireOutgoing } from '@herenow/protocol'
import type { RawClient, RequestFields } from './raw-client.ts'

/** Messages with these ids, each saying its own id unless `data` says something else. */
export function outgoingMessages(ids: readonly string[], data?: unknown): readonly WireOutgoing[] {
  return ids.map((id) => ({ id, name: 'said', data: data ?? id }))
}

/** A publish of messages with these ids. */
export function publishOf(channel: string, ...ids: readonly string[]): RequestFields {
  return { type: 'publish', channel, messages: outgoingMessages(ids) }
}

/** `prefix1` to `prefix<count>`. */
export function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
}

/** The messages of a channel that a client was sent, in order. */
export function messagesOf(client: RawClient, channel: string): readonly WireMessage[] {
  return client.all('message').flatMap((item) => (item.channel === channel ? [item.message] : []))
}

export function idsOf(client: RawClient, channel: string): readonly string[] {
  return messagesOf(client, channel).map((message) => message.id)
}
