import type { OutgoingMessage, UserInfo } from '@herenow/adapter'
import type { Message } from 'ably'
import { headersOf } from './headers.ts'

/** A message as Ably takes it. */
export function nativeMessage({ id, name, data, meta }: OutgoingMessage, info: UserInfo | null): Message {
  const headers = headersOf({ meta, info })
  return { id, name, ...payload(data), ...(headers && { extras: { headers } }) }
}

/** A signal: Ably delivers what is ephemeral and keeps nothing of it. */
export function nativeSignal(name: string, data: unknown, info: UserInfo | null): Message {
  const headers = headersOf({ meta: null, info })
  return { name, ...payload(data), extras: { ephemeral: true, ...(headers && { headers }) } }
}

/** The SDK takes texts, objects and arrays. What else JSON has is encoded here as it encodes objects. */
function payload(data: unknown): Pick<Message, 'data' | 'encoding'> {
  if (data === null) return {}
  if (typeof data === 'string' || typeof data === 'object') return { data }
  return { data: JSON.stringify(data), encoding: 'json' }
}
