import type { MarkIds, Opening } from './attach-opening.ts'
import { openAtEnd, openPast } from './attach-opening.ts'

/** Entries that are left out one by one, each at the price of a connection, before the channel goes on at the end. */
const most = 3

/** Where a channel goes on whose stream has entries that can't be read. */
export interface LeftOutEntries {
  /**
   * The connection was lost while nothing but this channel was being read. `lastSeen`: the number of the last entry that
   * came; `null`: none did. Returns `false` where nothing is left to be tried: the end can't be read either.
   */
  leaveOut(lastSeen: number | null): boolean
  /** How the stream is to be read; `null`: as without unreadable entries. */
  opening(markIds: MarkIds): Opening | null
  /** The channel is attached there. */
  opened(): void
  /** All that was there has been read. */
  through(): void
}

export function createLeftOutEntries(): LeftOutEntries {
  let count = 0
  /** The entry to go on behind. */
  let next: number | 'end' | null = null
  return {
    leaveOut(lastSeen) {
      if (count > most) return false
      const isEnd = lastSeen === null || count === most
      next = isEnd ? 'end' : lastSeen + 1
      count = isEnd ? most + 1 : count + 1
      return true
    },
    opening(markIds) {
      if (next === null) return null
      return next === 'end' ? openAtEnd(markIds) : openPast(next, markIds)
    },
    opened() {
      next = null
    },
    through() {
      count = 0
    },
  }
}
