import type { AdapterHistoryPage, HistoryQuery, Position } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { Centrifuge, HistoryResult, PublicationContext } from 'centrifuge'
import { nativeChannel } from './native-channel.ts'
import { nativePosition } from './native-position.ts'
import type { Reading } from './received.ts'
import type { Ask } from './requests.ts'
import { unsupported } from './service-error.ts'

export interface HistoryNeeds {
  readonly client: Pick<Centrifuge, 'history'>
  readonly ask: Ask
  readonly reading: Pick<Reading, 'message'>
}

/** Where a page begins and ends, both excluded. Offsets are dense: 1, 2, 3 … */
interface Range {
  readonly after: number
  readonly before: number
}

/** What was read, in the direction of the query. `more`: behind it, within the range. */
interface Read {
  readonly publications: readonly PublicationContext[]
  readonly more: boolean
}

type Source = (options: {
  since?: { offset: number; epoch: string }
  limit: number
  reverse: boolean
}) => Promise<HistoryResult>

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
  const source: Source = (options) => ask(() => client.history(nativeChannel(channel), options), channel)
  const { epoch, offset } = await source({ limit: 0, reverse: false })
  const isKnown = bounds.every((bound) => !bound || bound.epoch === epoch)
  const [after, before, until] = isKnown ? bounds : []
  const range: Range = {
    after: after?.offset ?? 0,
    before: Math.min(before?.offset ?? Infinity, (until?.offset ?? Infinity) + 1, offset + 1),
  }
  const { publications, more } = await read(source, epoch, range, query)
  const items = publications.map((publication) => reading.message(channel, publication, positionOf(publication, epoch)))
  const end = items.at(-1)?.position
  const isForwards = query.direction === 'forwards'
  return {
    items,
    next: more && end ? { ...query, [isForwards ? 'after' : 'before']: end } : null,
    complete: isKnown && (!isForwards || isWithoutHole(publications, range)),
  }
}

/** The last messages before or at `position`, oldest first, at most so many. */
export async function lastMessages(
  { client, ask }: Omit<HistoryNeeds, 'reading'>,
  channel: string,
  { epoch, offset }: { readonly epoch: string; readonly offset: number },
  limit: number,
): Promise<readonly PublicationContext[]> {
  const source: Source = (options) => ask(() => client.history(nativeChannel(channel), options), channel)
  const query = { direction: 'backwards', limit } as const
  const { publications } = await read(source, epoch, { after: 0, before: offset + 1 }, query)
  return [...publications].reverse()
}

/** Reads until the page is full or the range is through: Centrifugo may give less at once than it is asked for. */
async function read(
  source: Source,
  epoch: string,
  range: Range,
  { direction, limit }: Pick<HistoryQuery, 'direction' | 'limit'>,
): Promise<Read> {
  const reverse = direction === 'backwards'
  const publications: PublicationContext[] = []
  let { after, before } = range
  while (before - after > 1) {
    const since = { offset: reverse ? before : after, epoch }
    // One more than is wanted tells whether there is more.
    const answer = await source({ since, limit: limit + 1 - publications.length, reverse })
    const found = answer.publications.filter(({ offset = 0 }) => offset > range.after && offset < range.before)
    publications.push(...found)
    const end = found.at(-1)?.offset
    if (publications.length > limit || end === undefined) break
    if (reverse) before = end
    else after = end
  }
  return { publications: publications.slice(0, limit), more: publications.length > limit }
}

function positionOf({ offset }: PublicationContext, epoch: string): Position | null {
  return offset === undefined ? null : { epoch, offset }
}

/** Whether nothing that stood there was taken away in the meantime. */
function isWithoutHole([first]: readonly PublicationContext[], { after, before }: Range): boolean {
  if (after === 0) return true
  return first ? first.offset === after + 1 : before - after <= 1
}
