import type { AdapterHistoryPage, AskSdk, HistoryQuery } from '@herenow/adapter'
import type { InboundMessage, RealtimeChannel, RealtimeHistoryParams } from 'ably'
import type { UseChannel } from './native-channel.ts'
import type { NativePosition } from './native-position.ts'
import { isOfMessage, nativePosition, timeOf } from './native-position.ts'
import { isKept, receivedMessage } from './received.ts'

export interface HistoryNeeds {
  readonly useChannel: UseChannel
  readonly ask: AskSdk
}

/** Ably gives at most so many at once. */
const nativeLimit = 1_000

/** Milliseconds by which a message's time and that in its serial may differ. */
const slack = 1_000

/** Milliseconds for which Ably keeps every message, less what a reading may take. */
const keptForSure = 110_000

/** Between which serials a page lies, and what it has to be read by: Ably finds messages by time only. */
interface Range {
  readonly after: NativePosition | null
  readonly has: (serial: string) => boolean
  /** Behind it in the direction of the query, nothing more can come. */
  readonly isOver: (serial: string) => boolean
  readonly params: RealtimeHistoryParams
}

interface Read {
  readonly messages: readonly InboundMessage[]
  /** Behind them, within the range. */
  readonly more: boolean
  /** What the range begins after is still there, so that nothing behind it can be missing. */
  readonly isAnchored: boolean
}

/** One page of a channel's stored messages. */
export async function history(needs: HistoryNeeds, channel: string, query: HistoryQuery): Promise<AdapterHistoryPage> {
  const bounds = [query.after, query.before, query.until].map((bound) => bound && nativePosition(bound))
  const isKnown = !bounds.includes(null)
  const [after, before, until] = isKnown ? bounds : []
  const range = rangeOf(query, after ?? null, before ?? null, until ?? null)
  const { messages, more, isAnchored } = await needs.useChannel(channel, (native) =>
    read(needs.ask, native, range, query.limit),
  )
  const items = messages.map((message) => receivedMessage(channel, message))
  const end = items.at(-1)?.position
  const isForwards = query.direction === 'forwards'
  return {
    items,
    next: more && end ? { ...query, [isForwards ? 'after' : 'before']: end } : null,
    complete: isKnown && (!isForwards || !after || (isOfMessage(after) ? isAnchored : isRecent(after, until ?? null))),
  }
}

function rangeOf(
  { start, end, direction, limit }: HistoryQuery,
  after: NativePosition | null,
  before: NativePosition | null,
  until: NativePosition | null,
): Range {
  const first = after && timeOf(after.offset)
  const last = [before, until].flatMap((bound) => (bound && timeOf(bound.offset)) ?? [])
  const from = latest([start, first && first - slack])
  const to = earliest([end, ...last.map((time) => time + slack)])
  const isBehind = (serial: string): boolean =>
    (before !== null && serial >= before.offset) || (until !== null && serial > until.offset)
  const isBefore = (serial: string): boolean => after !== null && serial <= after.offset
  return {
    after,
    has: (serial) => !isBehind(serial) && !isBefore(serial),
    isOver: direction === 'forwards' ? isBehind : isBefore,
    params: {
      direction,
      limit: Math.min(limit + 1, nativeLimit),
      ...(from !== undefined && { start: from }),
      ...(to !== undefined && { end: to }),
    },
  }
}

/** Reads until the page is full or the range is through. One more than is wanted tells whether there is more. */
async function read(ask: AskSdk, native: RealtimeChannel, range: Range, limit: number): Promise<Read> {
  const channel = native.name
  const messages: InboundMessage[] = []
  let isAnchored = false
  let page = await ask(() => native.history(range.params), channel)
  for (;;) {
    isAnchored ||= page.items.some(({ serial }) => serial === range.after?.offset)
    messages.push(...page.items.filter((message) => isKept(message) && range.has(message.serial ?? '')))
    const current = page
    const isThrough = current.isLast() || range.isOver(current.items.at(-1)?.serial ?? '')
    const next = messages.length > limit || isThrough ? null : await ask(() => current.next(), channel)
    if (!next) return { messages: messages.slice(0, limit), more: messages.length > limit, isAnchored }
    page = next
  }
}

/** So short a range that Ably still has all of it. For what began at no message, this has to do. */
function isRecent(after: NativePosition, until: NativePosition | null): boolean {
  const [from, to] = [timeOf(after.offset), until && timeOf(until.offset)]
  return typeof from === 'number' && typeof to === 'number' && to - from <= keptForSure
}

function latest(times: readonly (number | null | undefined)[]): number | undefined {
  const known = times.filter((time) => typeof time === 'number')
  return known.length > 0 ? Math.max(...known) : undefined
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}
