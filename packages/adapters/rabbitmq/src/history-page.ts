import type { AdapterHistoryPage, HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import { storedMessage } from './received-event.ts'
import type { StreamPlace } from './stream-position.ts'
import { placeOf, streamPosition } from './stream-position.ts'
import type { StreamEntry, StreamStart } from './streams.ts'

/** Entries that are read for one page. All but a few may be marks: such a page has what was found, and leads on. */
const mostEntries = 10_000

/** One page of a stream on its way, entry by entry. */
export interface PageReading {
  readonly start: StreamStart
  /** The number behind which nothing is wanted. */
  readonly last: number
  /** To be left at the end of the stream; `null`: it is known where the page must end. */
  readonly mark: string | null
  /** The page once it is known. */
  take(entry: StreamEntry): AdapterHistoryPage | null
  /** The page where the entry of this number can't be read: what came before it. The next page begins behind it. */
  endingBefore(number: number): AdapterHistoryPage
  /** Where nothing is read in time: the entry after which the page was to begin is gone. */
  otherwise(): PageReading
}

export interface PageRequest {
  readonly channel: string
  readonly epoch: string
  readonly query: HistoryQuery
  readonly newMark: () => string
  /** The first number from this one on that isn't known as unreadable. */
  readonly readableFrom: (number: number) => number
  /** Milliseconds since 1970, for messages without a timestamp. */
  readonly now: () => number
}

/** `null`: a bound is of another stream, or nothing between the bounds can be read. */
export function readPage(request: PageRequest): PageReading | null {
  const { epoch, query, newMark } = request
  const { after, before, until } = query
  const last = lastNumber(epoch, before, until)
  if (last === null) return null
  const mark = last === Infinity ? newMark() : null
  const from = after ? placeIn(epoch, after) : null
  if (!from) return startingAt(request, { start: 'first', from, last, mark, isComplete: !after })
  const readable = request.readableFrom(from.number + 1)
  const isCut = readable > from.number + 1 || request.readableFrom(from.number) !== from.number
  if (readable > last && isCut) return null
  const start = isCut ? readable : Math.max(0, from.number)
  return startingAt(request, { start, from, last, mark, isComplete: !isCut })
}

interface Bounds {
  readonly start: StreamStart
  /** Behind this entry the page begins. */
  readonly from: StreamPlace | null
  readonly last: number
  readonly mark: string | null
  /** Whether the page continues where it was asked to, as far as is known. */
  readonly isComplete: boolean
}

function startingAt(request: PageRequest, { start, from, last, mark, isComplete }: Bounds): PageReading {
  const { channel, epoch, query, now } = request
  const { limit } = query
  const items: ReceivedMessage[] = []
  let complete = isComplete
  let read = 0

  const page = (next: HistoryQuery | null): AdapterHistoryPage => ({ items, next, complete })

  function messageOf(entry: StreamEntry): ReceivedMessage | null {
    if (entry.mark !== null || (from && entry.number <= from.number) || entry.number > last) return null
    return storedMessage(entry, { channel, epoch, now: now() })
  }

  return {
    start,
    last,
    mark,
    take(entry) {
      if (read === 0 && from) complete &&= continues(from, entry)
      read += 1
      const message = messageOf(entry)
      const newest = items.at(-1)?.position
      if (message && items.length >= limit && newest) return page({ ...query, after: newest })
      if (message) items.push(message)
      if (entry.number >= last || (mark !== null && entry.mark === mark)) return page(null)
      return read >= limit + mostEntries ? page({ ...query, after: streamPosition(epoch, entry) }) : null
    },
    endingBefore(number) {
      const after = streamPosition(epoch, { number, fingerprint: '' })
      return page(number >= last ? null : { ...query, after })
    },
    otherwise: () =>
      startingAt(request, {
        start: 'first',
        from: null,
        last,
        mark: request.newMark(),
        isComplete: isComplete && !from,
      }),
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
