import type { Message } from '@herenow/react'

/** What came since the last look, from others, and behind which message it begins. */
export interface Arrivals {
  readonly messages: readonly Message[]
  /** The message before the first of them. `null`: there is none. */
  readonly afterId: string | null
}

/** The newest message that the service has. Our own that are still on their way stand behind those of others. */
export function newestSentId(messages: readonly Message[]): string | null {
  return messages.findLast((message) => message.status === 'sent')?.id ?? null
}

/**
 * What others sent since `knownId` was the newest; oldest first. Older pages are never among it.
 *
 * @param knownId - `null`: there was nothing before
 */
export function arrivals(messages: readonly Message[], knownId: string | null, ownClientId: string | null): Arrivals {
  const known = knownId === null ? -1 : messages.findLastIndex((message) => message.id === knownId)
  // A log in which the newest message is no more is another log.
  if (knownId !== null && known === -1) return { messages: [], afterId: null }
  const arrived = messages
    .slice(known + 1)
    .filter((message) => message.status === 'sent' && message.clientId !== ownClientId)
  const first = arrived[0]
  const before = first === undefined ? undefined : messages[messages.indexOf(first, known + 1) - 1]
  return { messages: arrived, afterId: before?.id ?? null }
}
