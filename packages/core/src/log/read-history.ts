import type { AdapterHistoryPage, HistoryQuery, Position } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import type { ChannelHistoryQuery, HistoryPage } from './history.ts'

const defaultLimit = 50

/** Reads a page of a channel's history; the pages after it ask by themselves. */
export async function readHistory(
  context: ChannelContext,
  query: ChannelHistoryQuery,
  attachPosition: Position | null,
): Promise<HistoryPage> {
  return fetchPage(context, toAdapterQuery(query, attachPosition))
}

async function fetchPage(context: ChannelContext, query: HistoryQuery): Promise<HistoryPage> {
  const session = await context.connected()
  return toPublicPage(context, await session.history(context.name, query))
}

function toPublicPage(context: ChannelContext, page: AdapterHistoryPage): HistoryPage {
  const { items, next } = page
  const publicPage: HistoryPage = {
    items,
    hasNext: () => next !== null,
    next: async () => (next === null ? null : fetchPage(context, next)),
    async *[Symbol.asyncIterator]() {
      for (let current: HistoryPage | null = publicPage; current !== null; current = await current.next()) {
        yield* current.items
      }
    },
  }
  return publicPage
}

function toAdapterQuery(query: ChannelHistoryQuery, attachPosition: Position | null): HistoryQuery {
  const { limit = defaultLimit, direction = 'backwards', start, end, before, after, untilAttach = false } = query
  return {
    limit,
    direction,
    start: start instanceof Date ? start.getTime() : start,
    end: end instanceof Date ? end.getTime() : end,
    before,
    after,
    until: untilAttach && attachPosition !== null ? attachPosition : undefined,
  }
}
