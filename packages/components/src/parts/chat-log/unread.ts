import type { Message } from '@herenow/react'
import { arrivals, newestSentId } from './arrivals.ts'

/** What a reader hasn't seen yet. */
export interface Unread {
  /** The log that this was made from. */
  readonly messages: readonly Message[]
  /** The newest message of the service when we last looked; `undefined`: the log isn't loaded yet. */
  readonly newestId: string | null | undefined
  /** The divider stands behind this message, and stays there until the reader has been away again. */
  readonly dividerAfterId: string | null
  /** Came from others while the reader was away. */
  readonly count: number
  readonly isAway: boolean
  /** Nothing came yet since the reader left: the next message moves the divider. */
  readonly isFresh: boolean
}

/** What a look at the log finds. */
export interface Look {
  readonly messages: readonly Message[]
  readonly isLoaded: boolean
  /** The end of the log isn't in view: scrolled up, or the page is hidden. */
  readonly isAway: boolean
  readonly ownClientId: string | null
  /** Where the reader left off some other time. Counts once, as long as there is no divider. */
  readonly unreadAfterId: string | null
}

/** Before the first look. */
export const nothingUnread: Unread = {
  messages: [],
  newestId: undefined,
  dividerAfterId: null,
  count: 0,
  isAway: false,
  isFresh: true,
}

/** What is unread after another look. The same object when nothing changed. */
export function look(before: Unread, { messages, isLoaded, isAway, ownClientId, unreadAfterId }: Look): Unread {
  // A log that is loaded once more is another log: of somebody else, or after it was forgotten.
  const unread = !isLoaded && before.newestId !== undefined ? nothingUnread : before
  const given = unread.dividerAfterId ?? unreadAfterId
  if (unread.messages === messages && unread.isAway === isAway && given === unread.dividerAfterId) {
    if (isLoaded === (unread.newestId !== undefined)) return unread
  }
  const left = isAway && !unread.isAway
  const next = {
    ...unread,
    messages,
    isAway,
    dividerAfterId: given,
    newestId: isLoaded ? newestSentId(messages) : unread.newestId,
    isFresh: left || unread.isFresh,
    count: isAway ? unread.count : 0,
  }
  if (unread.newestId === undefined || !isAway) return next
  const arrived = arrivals(messages, unread.newestId, ownClientId)
  if (arrived.messages.length === 0) return next
  return {
    ...next,
    count: next.count + arrived.messages.length,
    isFresh: false,
    dividerAfterId: next.isFresh ? arrived.afterId : given,
  }
}
