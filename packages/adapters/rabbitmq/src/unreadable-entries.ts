import type { RealtimeError } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { rabbitmqHint } from './hints.ts'

/** Entries of one channel that are remembered. With more the channel isn't one for text. */
const most = 5

/** The entries that have ended connections, by channel and by their numbers in the stream. */
export interface UnreadableEntries {
  add(channel: string, number: number): void
  /** The first number from this one on that isn't known as unreadable. */
  readableFrom(channel: string, number: number): number
  /** Whether one stands between two numbers, both included. */
  isBetween(channel: string, first: number, last: number): boolean
  /** There are so many that it makes no sense to look for the next one. */
  areMany(channel: string): boolean
  /** The channel has another stream now. */
  forget(channel: string): void
}

export function createUnreadableEntries(): UnreadableEntries {
  const channels = new Map<string, ReadonlySet<number>>()
  const of = (channel: string): ReadonlySet<number> => channels.get(channel) ?? new Set()
  return {
    add(channel, number) {
      channels.set(channel, new Set([...new Set([...of(channel), number])].slice(-most)))
    },
    readableFrom(channel, number) {
      const numbers = of(channel)
      let readable = number
      while (numbers.has(readable)) readable += 1
      return readable
    },
    isBetween: (channel, first, last) => [...of(channel)].some((number) => number >= first && number <= last),
    areMany: (channel) => of(channel).size >= most,
    forget(channel) {
      channels.delete(channel)
    },
  }
}

/** What whoever reads the channel is told. */
export function unreadable(channel: string, retryable: boolean): RealtimeError {
  return adapterError(
    'server_error',
    'The connection is lost whenever this is read. Most probably an entry of the stream is not UTF-8.',
    { channel, retryable, hint: rabbitmqHint('binary') },
  )
}
