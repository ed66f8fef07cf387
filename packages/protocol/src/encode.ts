import type { ClientItem } from './client-item.ts'
import type { ServerItem } from './server-item.ts'
import type { WireMessage } from './wire-message.ts'

/** An item as JSON text. Encode once, send to many. */
export function encodeItem(item: ClientItem | ServerItem): string {
  return JSON.stringify(item)
}

/** A message item around a message that is JSON text already. */
export function encodeMessageItem(channel: string, message: EncodedMessage): string {
  return `{"type":"message","channel":"${channel}","message":${message}}`
}

/** A `WireMessage` as JSON text: what engines keep, so that a message is encoded once in its life. */
export type EncodedMessage = string

export function encodeMessage(message: WireMessage): EncodedMessage {
  return JSON.stringify(message)
}

/** Puts encoded items into one text frame. */
export function encodeFrame(items: readonly string[]): string {
  const joined = items.join(',')
  return items.length === 1 ? joined : `[${joined}]`
}
