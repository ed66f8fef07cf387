import type { OutgoingMessage, UserInfo } from '@herenow/adapter'

/** Who publishes. */
export interface Author {
  readonly clientId: string
  readonly info: UserInfo | null
  readonly connectionId: string
}

/** What a SEND frame says beside its body. */
export type SendHeaders = Readonly<Record<string, string>>

/** By this header a kit knows signals from messages. */
export const signalHeader = 'herenow-signal'

/**
 * The properties and headers of a message, as clients of AMQP and STOMP know them. `now`: milliseconds since 1970; AMQP's
 * own property has whole seconds.
 */
export function messageHeaders(message: OutgoingMessage, author: Author, now: number): SendHeaders {
  return {
    ...commonHeaders(message.name, author, now),
    'amqp-message-id': message.id,
    persistent: 'true',
    ...(message.meta && { meta: JSON.stringify(message.meta) }),
  }
}

export function signalHeaders(name: string, author: Author, now: number): SendHeaders {
  return { ...commonHeaders(name, author, now), [signalHeader]: 'true' }
}

function commonHeaders(name: string, { clientId, info, connectionId }: Author, now: number): SendHeaders {
  return {
    'content-type': 'application/json',
    type: name,
    timestamp: String(Math.floor(now / 1_000)),
    timestamp_in_ms: String(now),
    'client-id': clientId,
    'connection-id': connectionId,
    ...(info && { 'client-info': JSON.stringify(info) }),
  }
}
