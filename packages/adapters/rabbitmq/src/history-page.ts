import type { AdapterHistoryPage, HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import { receivedMessage } from './received.ts'
import type { StreamPlace } from './stream-position.ts'
import { placeOf, streamPosition } from './stream-position.ts'
import type { StreamEntry, StreamStart } from './streams.ts'

/** One page of a stream on its way, entry by entry. */
export interface PageReading {
  readonly start: StreamStart
  /** More entries than it needs, as a rule. */
  readonly most: number
  /** To be left at the end of the stream; `null`: it is known where the page must end. */
  readonly mark: string | null
  /** The page once it is known. */
  take(entry: StreamEntry): AdapterHistoryPage | null
  /** Where nothing is read in time: the entry after which the page was to begin is gone. */
  otherwise(): PageReading
}

export interface PageRequest {
  readonly channel: string
  readonly epoch: string
  readonly query: HistoryQuery
  readonly newMark: () => string
  /** Milliseconds since 1970, for messages without a timestamp. */
  readonly now: () => number
}

/** `null`: a bound is of another stream, so there is nothing to read. */
export function readPage(request: PageRequest): PageReading | null {
  const { epoch, query, newMark } = request
  const { after, before, until } = query
  const last = lastNumber(epoch, before, until)
  if (last === null) return null
  const from = after ? placeIn(epoch, after) : null
  const mark = last === Infinity ? newMark() : null
  return startingAt(request, { from, last, mark, isComplete: !after || from !== null })
}

interface Bounds {
  readonly from: StreamPlace | null
  /** The number behind which nothing is wanted. */
  readonly last: number
  readonly mark: string | null
  /** Whether the page continues where it was asked to, as far as is known. */
  readonly isComplete: boolean
}

function startingAt(request: PageRequest, { from, last, mark, isComplete }: Bounds): PageReading {
  const { channel, epoch, query, now } = request
  const { limit } = query
  const items: ReceivedMessage[] = []
  let complete = isComplete
  let isFirst = true

  const page = (next: HistoryQuery | null): AdapterHistoryPage => ({ items, next, complete })

  function messageOf(entry: StreamEntry): ReceivedMessage | null {
    if (entry.mark !== null || (from && entry.number <= from.number) || entry.number > last) return null
    const position = streamPosition(epoch, entry)
    const reception = { channel, position, id: `${epoch}-${entry.number}`, now: now() }
    return receivedMessage(entry.frame, reception)
  }

  return {
    start: from ? Math.max(0, from.number) : 'first',
    // With the one that it may begin behind, and the one that shows that there are more.
    most: limit + 2,
    mark,
    take(entry) {
      if (isFirst && from) complete &&= continues(from, entry)
      isFirst = false
      const message = messageOf(entry)
      const newest = items.at(-1)?.position
      if (message && items.length >= limit && newest) return page({ ...query, after: newest })
      if (message) items.push(message)
      return entry.number >= last || (mark !== null && entry.mark === mark) ? page(null) : null
    },
    otherwise: () =>
      startingAt(request, { from: null, last, mark: request.newMark(), isComplete: isComplete && !from }),
  }
}

/** Whether `entry`, the first that is there, shows that nothing is missing behind `from`. */
function continues(from: StreamPlace, entry: StreamEntry): boolean {
  if (entry.number === from.number) return from.fingerprint === '' || from.fingerprint === entry.fingerprint
  return entry.number === from.number + 1 && from.fingerprint === ''
}

function placeIn(epoch: string, position: Position): StreamPlace | null {
  return position.epoch === epoch ? placeOf(position) : null
}

/** The last number that the bounds allow. `null`: a bound is of another stream. */
function lastNumber(epoch: string, before: Position | undefined, until: Position | undefined): number | null {
  const bounds = [
    [before, -1],
    [until, 0],
  ] as const
  let last = Infinity
  for (const [bound, offset] of bounds) {
    if (!bound) continue
    const place = placeIn(epoch, bound)
    if (!place) return null
    last = Math.min(last, place.number + offset)
  }
  return last
}
