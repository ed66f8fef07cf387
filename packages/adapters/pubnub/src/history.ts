import type { AdapterHistoryPage, Clock, HistoryQuery } from '@herenow/adapter'
import type { NativePosition } from './native-position.ts'
import { nativePosition, positionAfter, positionAt, positionBefore, timeOf } from './native-position.ts'
import { storedMessage } from './received.ts'
import type { StoredMessagesNeeds } from './stored-messages.ts'
import { readStored } from './stored-messages.ts'

export interface HistoryNeeds extends StoredMessagesNeeds {
  readonly clock: Pick<Clock, 'date'>
}

/** Milliseconds for which every keyset keeps messages, less an hour for clocks that differ. */
const keptForSure = 23 * 3_600_000

/** One page of a channel's stored messages. */
export async function history(needs: HistoryNeeds, channel: string, query: HistoryQuery): Promise<AdapterHistoryPage> {
  const { limit, direction, start, end } = query
  const bounds = [query.after, query.before, query.until].map((bound) => bound && nativePosition(bound))
  const isKnown = !bounds.includes(null)
  const [after, before, until] = isKnown ? bounds : []
  const isForwards = direction === 'forwards'
  const {
    messages,
    more,
    end: readTo,
    isAnchored,
  } = await readStored(needs, channel, {
    after: latest([after, start !== undefined && positionBefore(positionAt(start))]),
    before: earliest([before, until && positionAfter(until), end !== undefined && positionAt(end + 1)]),
    limit,
    from: isForwards ? 'oldest' : 'newest',
  })
  const oldestFirst = messages.map((message) => storedMessage(channel, message))
  const items = isForwards ? oldestFirst : oldestFirst.toReversed()
  return {
    items,
    next: more && readTo ? { ...query, [isForwards ? 'after' : 'before']: readTo } : null,
    complete: isKnown && (!isForwards || !after || isAnchored || isKept(after, needs.clock)),
  }
}

/** Whether PubNub still has all that came after it, whatever the keyset's retention is. */
export function isKept(position: NativePosition, clock: Pick<Clock, 'date'>): boolean {
  return clock.date() - timeOf(position) < keptForSure
}

type Bound = NativePosition | null | undefined | false

function latest(bounds: readonly Bound[]): NativePosition | undefined {
  return inOrder(bounds).at(-1)
}

function earliest(bounds: readonly Bound[]): NativePosition | undefined {
  return inOrder(bounds)[0]
}

function inOrder(bounds: readonly Bound[]): readonly NativePosition[] {
  const known = bounds.filter((bound) => bound !== null && bound !== undefined && bound !== false)
  return known.sort((one, other) => (one.offset < other.offset ? -1 : 1))
}
