import type { HistoryQuery } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import type { ChannelHistoryQuery, HistoryPage } from './history.ts'

const defaultLimit = 50

/** Reads a page of a channel's history; the pages after it ask by themselves. */
export function readHistory(channel: ChannelCore, query: ChannelHistoryQuery): Promise<HistoryPage> {
  const { limit = defaultLimit, direction = 'backwards', start, end, before, after, untilAttach = false } = query
  const until = (untilAttach && channel.stream.attachPosition) || undefined
  return fetchPage(channel, { limit, direction, start: start?.valueOf(), end: end?.valueOf(), before, after, until })
}

async function fetchPage(channel: ChannelCore, query: HistoryQuery): Promise<HistoryPage> {
  const session = await channel.client.connected()
  const { items, next } = await session.history(channel.name, query)
  const page: HistoryPage = {
    items,
    hasNext: () => next !== null,
    next: async () => next && fetchPage(channel, next),
    async *[Symbol.asyncIterator]() {
      for (let current: HistoryPage | null = page; current; current = await current.next()) {
        yield* current.items
      }
    },
  }
  return page
}
