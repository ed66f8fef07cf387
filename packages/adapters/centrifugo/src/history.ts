import type { AdapterHistoryPage, AskSdk, HistoryQuery } from '@herenow/adapter'
import { assertChannelName, RealtimeError } from '@herenow/adapter'
import type { Centrifuge, HistoryOptions, HistoryResult, PublicationContext } from 'centrifuge'
import { nativeChannel } from './native-channel.ts'
import type { NativePosition } from './native-position.ts'
import { nativePosition } from './native-position.ts'
import type { Reading } from './received.ts'
import { unsupported } from './service-error.ts'

export interface HistoryNeeds {
  readonly client: Pick<Centrifuge, 'history'>
  readonly ask: AskSdk
  readonly reading: Pick<Reading, 'message'>
}

/** Where a page begins and ends, both excluded. Offsets are dense: 1, 2, 3 … */
interface Range {
  readonly after: number
  /** `undefined`: behind the newest. */
  readonly before: number | undefined
}

/** What was read, in the direction of the query. */
interface Read {
  readonly publications: readonly PublicationContext[]
  /** There is more behind it, within the range. */
  readonly more: boolean
  readonly epoch: string
  /** Of the newest publication. */
  readonly top: number
}

type Source = (options: HistoryOptions) => Promise<HistoryResult>

const everything: Range = { after: 0, before: undefined }

/** One page of a channel's stored messages. */
export async function history(
  { client, ask, reading }: HistoryNeeds,
  channel: string,
  query: HistoryQuery,
): Promise<AdapterHistoryPage> {
  assertChannelName(channel)
  if (query.start !== undefined || query.end !== undefined) {
    throw unsupported('Messages can not be asked for by time here.', 'time', channel)
  }
  const bounds = [query.after, query.before, query.until].map((bound) => bound && nativePosition(bound))
  const epochs = new Set(bounds.flatMap((bound) => bound?.epoch ?? []))
  const source: Source = (options) => ask(() => client.history(nativeChannel(channel), options), channel)
  const range = rangeOf(bounds)
  const [epoch = ''] = epochs
  const found = epochs.size > 1 ? null : await read(source, range, epoch, query).catch(nullIfForeign)
  // Bounds of another epoch say nothing about what is kept now.
  const { publications, more, ...stream } = found ?? (await read(source, everything, '', query))
  const items = publications.map((publication) => {
    const { offset } = publication
    return reading.message(channel, publication, offset === undefined ? null : { epoch: stream.epoch, offset })
  })
  const end = items.at(-1)?.position
  const isForwards = query.direction === 'forwards'
  return {
    items,
    next: more && end ? { ...query, [isForwards ? 'after' : 'before']: end } : null,
    complete: found !== null && (!isForwards || isWithoutHole(publications, range, stream.top)),
  }
}

/** The last messages up to `position`, oldest first, at most so many. */
export async function lastMessages(
  { client, ask }: Omit<HistoryNeeds, 'reading'>,
  channel: string,
  { epoch, offset }: NativePosition,
  limit: number,
): Promise<readonly PublicationContext[]> {
  const source: Source = (options) => ask(() => client.history(nativeChannel(channel), options), channel)
  const range = { after: 0, before: offset + 1 }
  const { publications } = await read(source, range, epoch, { direction: 'backwards', limit })
  return [...publications].reverse()
}

function rangeOf([after, before, until]: readonly (NativePosition | undefined)[]): Range {
  const end = Math.min(before?.offset ?? Infinity, (until?.offset ?? Infinity) + 1)
  return { after: after?.offset ?? 0, before: end === Infinity ? undefined : end }
}

/**
 * Reads until the page is full or the range is through: Centrifugo may give less at once than it is asked for. `epoch`:
 * that of the range's bounds, empty where it has none.
 */
async function read(
  source: Source,
  { after, before }: Range,
  epoch: string,
  { direction, limit }: Pick<HistoryQuery, 'direction' | 'limit'>,
): Promise<Read> {
  const reverse = direction === 'backwards'
  const publications: PublicationContext[] = []
  let cursor = reverse ? before : after || undefined
  for (;;) {
    const since = cursor === undefined ? undefined : { offset: cursor, epoch }
    // One more than is wanted tells whether there is more.
    const wanted = limit + 1 - publications.length
    const answer: HistoryResult = await source({ limit: wanted, reverse, ...(since && { since }) })
    epoch = answer.epoch
    const top = answer.offset
    if (reverse && cursor !== undefined && cursor > top + 1) {
      // Backwards from beyond the newest nothing is found.
      cursor = top + 1
      continue
    }
    const end = answer.publications.at(-1)?.offset
    const isWithin = ({ offset = 0 }: PublicationContext): boolean => offset > after && offset < (before ?? Infinity)
    publications.push(...answer.publications.filter(isWithin))
    const isThrough = end === undefined || (reverse ? end <= after + 1 : end >= Math.min(top, (before ?? Infinity) - 1))
    if (isThrough || publications.length > limit) {
      return { publications: publications.slice(0, limit), more: publications.length > limit, epoch, top }
    }
    cursor = end
  }
}

function nullIfForeign(thrown: unknown): null {
  if (RealtimeError.isInstance(thrown) && thrown.code === 'gap') return null
  throw thrown
}

/** Whether nothing that stood there was taken away in the meantime. */
function isWithoutHole([first]: readonly PublicationContext[], { after, before }: Range, top: number): boolean {
  if (after === 0) return true
  return first ? first.offset === after + 1 : Math.min(top, (before ?? Infinity) - 1) <= after
}
