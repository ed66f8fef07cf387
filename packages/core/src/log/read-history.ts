import type { HistoryQuery, Position } from '@herenow/adapter'
import type { Attachment } from '../channel/attachment.ts'
import { checkPosition } from '../channel/channel-options.ts'
import type { ClientServices } from '../client/client-services.ts'
import { failure, invalid } from '../client/errors.ts'
import { requestTimeout } from '../client/settings.ts'
import type { MessageStream } from '../stream/message-stream.ts'
import type { ChannelHistoryQuery, HistoryPage } from './history.ts'

const defaultLimit = 50

/** What reading the history of a channel needs of it. */
export interface HistorySource {
  readonly name: string
  readonly client: Pick<ClientServices, 'clock' | 'connected'>
  readonly attachment: Pick<Attachment, 'isActive' | 'whenAttached'>
  readonly stream: Pick<MessageStream, 'attachPosition'>
}

/** Reads a page of a channel's history; the pages after it ask by themselves. */
export async function readHistory(channel: HistorySource, query: ChannelHistoryQuery): Promise<HistoryPage> {
  const { signal } = query
  const { limit = defaultLimit, direction = 'backwards', start, end, before, after, untilAttach = false } = query
  const bounds = { start: start?.valueOf(), end: end?.valueOf() }
  checkLimit(limit)
  for (const [name, bound] of Object.entries(bounds)) checkTime(name, bound)
  for (const [name, bound] of Object.entries({ before, after })) if (bound) checkPosition(name, bound)
  const until = untilAttach ? await attachPosition(channel) : undefined
  return fetchPage(channel, { limit, direction, ...bounds, before, after, until }, signal)
}

/** Where the channel was attached. Waits for an attach that is under way: without a bound the pages would overlap. */
async function attachPosition(channel: HistorySource): Promise<Position> {
  const { attachment, client, stream, name } = channel
  if (!stream.attachPosition && attachment.isActive) {
    const reason = (): ReturnType<typeof failure> =>
      failure('timeout', `Not attached within ${requestTimeout / 1000} s.`, { retryable: true, channel: name })
    await attachment.whenAttached({ clock: client.clock, after: requestTimeout, reason })
  }
  if (stream.attachPosition) return stream.attachPosition
  throw failure('invalid_argument', '`untilAttach` needs an attached channel.', {
    channel: name,
    hint: 'Call `attach` or `lease` before, or leave `untilAttach` out.',
  })
}

function checkLimit(limit: number): void {
  if (!(Number.isSafeInteger(limit) && limit >= 1)) throw invalid('`limit` must be a whole number, at least 1.')
}

function checkTime(name: string, time: number | undefined): void {
  if (time !== undefined && !(Number.isFinite(time) && time >= 0)) {
    throw invalid(`\`${name}\` must be a date, or milliseconds since 1970.`)
  }
}

async function fetchPage(
  channel: HistorySource,
  query: HistoryQuery,
  signal: AbortSignal | undefined,
): Promise<HistoryPage> {
  signal?.throwIfAborted()
  const session = await channel.client.connected()
  const { items, next } = await session.history(channel.name, query)
  const page: HistoryPage = {
    items,
    hasNext: () => next !== null,
    next: async () => next && fetchPage(channel, next, signal),
    async *[Symbol.asyncIterator]() {
      for (let current: HistoryPage | null = page; current; current = await current.next()) {
        yield* current.items
      }
    },
  }
  return page
}
