import type { Message } from '@herenow/react'

/** What has happened to a log since it is shown. */
export interface LogProgress {
  /** The log that this was made from. */
  readonly messages: readonly Message[]
  /** The newest message of the service when we last looked; `undefined`: the log isn't loaded yet. */
  readonly newestId: string | null | undefined
  /** The line above what is unread stands behind this message, and stays there until the reader has been away again. */
  readonly dividerAfterId: string | null
  /** Came from others while the reader was away. */
  readonly unreadCount: number
  readonly isAway: boolean
  /** Nothing came yet since the reader left: the next message moves the line. */
  readonly isFresh: boolean
  /** How often we have said something ourselves. */
  readonly ownSends: number
  /** What the last look found: messages by others, and those of ours that have failed. Never history. */
  readonly news: readonly Message[]
}

/** What a look at the log finds. */
export interface Look {
  readonly messages: readonly Message[]
  readonly isLoaded: boolean
  /** The end of the log isn't in view: scrolled up, or the page is hidden. */
  readonly isAway: boolean
  readonly ownClientId: string | null
  /** Where the reader left off some other time. Counts once, as long as there is no line. */
  readonly unreadAfterId: string | null
}

/** Before the first look. */
export const noProgress: LogProgress = {
  messages: [],
  newestId: undefined,
  dividerAfterId: null,
  unreadCount: 0,
  isAway: false,
  isFresh: true,
  ownSends: 0,
  news: [],
}

/** What is known after another look. The same object when nothing changed. */
export function look(before: LogProgress, seen: Look): LogProgress {
  const { messages, isLoaded, isAway, ownClientId } = seen
  // A log that is loaded once more is another log: of somebody else, or after it was forgotten.
  const isAnother = !isLoaded && before.newestId !== undefined
  const known = isAnother ? { ...noProgress, ownSends: before.ownSends } : before
  const dividerAfterId = known.dividerAfterId ?? seen.unreadAfterId
  const wasLoaded = known.newestId !== undefined
  const isSame = known.messages === messages && known.isAway === isAway && isLoaded === wasLoaded
  if (isSame && dividerAfterId === known.dividerAfterId) return known

  const arrived = wasLoaded ? arrivals(messages, known.newestId, ownClientId) : []
  const failed = wasLoaded ? failures(messages, ownClientId, known.messages) : []
  const isFresh = known.isFresh || (isAway && !known.isAway)
  const firstUnread = isAway ? arrived[0] : undefined
  return {
    messages,
    // Our own that are still on their way stand behind those of others.
    newestId: isLoaded ? (messages.findLast(({ status }) => status === 'sent')?.id ?? null) : undefined,
    dividerAfterId: firstUnread && isFresh ? idBefore(messages, firstUnread) : dividerAfterId,
    unreadCount: isAway ? known.unreadCount + arrived.length : 0,
    isAway,
    isFresh: isFresh && !firstUnread,
    ownSends: known.ownSends + (hasSpoken(known, messages, ownClientId) ? 1 : 0),
    news: [...arrived, ...failed],
  }
}

/** What others sent since `knownId` was the newest; `null`: there was nothing before. Older pages are never among it. */
function arrivals(
  messages: readonly Message[],
  knownId: string | null,
  ownClientId: string | null,
): readonly Message[] {
  const known = indexOfId(messages, knownId)
  // A log in which the newest message is no more is another log.
  if (known === -1 && knownId !== null) return []
  return messages.slice(known + 1).filter(({ status, clientId }) => status === 'sent' && clientId !== ownClientId)
}

function failures(
  messages: readonly Message[],
  ownClientId: string | null,
  before: readonly Message[],
): readonly Message[] {
  const failed = (log: readonly Message[]) =>
    log.filter(({ status, clientId }) => status === 'failed' && clientId === ownClientId)
  const known = failed(before)
  return failed(messages).filter(({ id }) => indexOfId(known, id) === -1)
}

/** Whether a message of ours came at the end. What comes with the first page, or with another log, isn't said now. */
function hasSpoken(
  { messages: before, newestId }: LogProgress,
  messages: readonly Message[],
  ownClientId: string | null,
): boolean {
  const known = indexOfId(messages, before.at(-1)?.id ?? null)
  const isComparable = before.length === 0 ? newestId !== undefined : known !== -1
  return isComparable && messages.slice(known + 1).some(({ clientId }) => clientId === ownClientId)
}

function idBefore(messages: readonly Message[], message: Message): string | null {
  return messages[messages.lastIndexOf(message) - 1]?.id ?? null
}

function indexOfId(messages: readonly Message[], id: string | null): number {
  return messages.findLastIndex((message) => message.id === id)
}
