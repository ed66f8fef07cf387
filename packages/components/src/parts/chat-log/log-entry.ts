import type { Gap, Message } from '@herenow/react'

/** Where a message stands among those that one person sent together. */
export type GroupPosition = 'single' | 'first' | 'middle' | 'last'

/** A message, and what stands in its row beside it. */
export interface LogEntry {
  readonly message: Message
  readonly groupPosition: GroupPosition
  /** The first of its day. */
  readonly startsDay: boolean
  /** The first that came after the reader left. */
  readonly startsUnread: boolean
  /** Messages are missing before this one. */
  readonly hasGapBefore: boolean
  /** Messages are missing after this one, which is the last. */
  readonly hasGapAfter: boolean
}

/** How messages become entries. */
export interface EntryOptions {
  readonly gaps: readonly Gap[]
  /** The last message before the unread ones. */
  readonly unreadAfterId: string | null
  /** Silence after which the same person starts anew, ms. */
  readonly groupingMs: number
  /** The same text for all times of one day. */
  readonly dayOf: (timestamp: number) => string
}

/**
 * Prepares the messages from `start` up to `end` for reading.
 *
 * It looks at their neighbours outside too, so that an entry doesn't change when the window around it does.
 */
export function logEntries(
  messages: readonly Message[],
  start: number,
  end: number,
  options: EntryOptions,
): readonly LogEntry[] {
  const gaps = new Set(options.gaps.map((gap) => gap.afterId))
  const joins = (index: number): boolean => {
    const message = messages[index]
    const previous = messages[index - 1]
    return (
      message !== undefined &&
      previous !== undefined &&
      message.clientId === previous.clientId &&
      message.timestamp - previous.timestamp < options.groupingMs &&
      previous.id !== options.unreadAfterId &&
      !gaps.has(previous.id) &&
      options.dayOf(previous.timestamp) === options.dayOf(message.timestamp)
    )
  }
  return messages.slice(start, end).map((message, offset) => {
    const index = start + offset
    const previous = messages[index - 1]
    return {
      message,
      groupPosition: groupPosition(joins(index), joins(index + 1)),
      startsDay: previous === undefined || options.dayOf(previous.timestamp) !== options.dayOf(message.timestamp),
      startsUnread: previous !== undefined && previous.id === options.unreadAfterId,
      hasGapBefore: gaps.has(previous?.id ?? null),
      hasGapAfter: index === messages.length - 1 && gaps.has(message.id),
    }
  })
}

function groupPosition(joinsPrevious: boolean, nextJoins: boolean): GroupPosition {
  if (joinsPrevious) return nextJoins ? 'middle' : 'last'
  return nextJoins ? 'first' : 'single'
}

/** No time zone is further apart from another than a multiple of this, ms; so a day never ends within one. */
const quarterHour = 900_000

/** Remembers the day of each quarter of an hour: asking `Intl` for every message costs more than drawing it. */
export function rememberDays(format: (timestamp: number) => string): (timestamp: number) => string {
  const days = new Map<number, string>()
  return (timestamp) => {
    const quarter = Math.floor(timestamp / quarterHour)
    const known = days.get(quarter)
    if (known !== undefined) return known
    const day = format(timestamp)
    days.set(quarter, day)
    return day
  }
}
