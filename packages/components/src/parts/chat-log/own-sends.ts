import type { Message } from '@herenow/react'

/** How often we have said something ourselves since the log is shown. */
export interface OwnSends {
  /** The log that this was counted in. */
  readonly messages: readonly Message[]
  readonly count: number
}

/** Counts a change of the log in which a message of ours came at the end. The same object when nothing changed. */
export function countOwnSends(
  sends: OwnSends,
  messages: readonly Message[],
  ownClientId: string | null,
  isLoaded: boolean,
): OwnSends {
  if (sends.messages === messages) return sends
  const last = sends.messages.at(-1)
  const known = last === undefined ? -1 : messages.findLastIndex((message) => message.id === last.id)
  // What comes with the first page, or with another log, isn't said now.
  const isComparable = last === undefined ? isLoaded : known !== -1
  const isSent = isComparable && messages.slice(known + 1).some((message) => message.clientId === ownClientId)
  return { messages, count: sends.count + (isSent ? 1 : 0) }
}
