import type { AdapterHistoryPage, HistoryQuery, Position, RealtimeError, ReceivedMessage } from '@herenow/adapter'
import { retryStep } from '@herenow/adapter'
import { messageBytes } from './buffered-messages.ts'
import type { ReadPause } from './stream-decision.ts'
import type { StreamLimits } from './stream-rules.ts'

/** What is missing. */
export interface Hole {
  /** Where our own messages end; `null`: in another epoch, so all that stands before `until` may be new. */
  readonly from: Position | null
  readonly until: Position
}

/** How one hole is read from history: how far that has got, what is asked for next, and when it has been enough. */
export interface Healing {
  readonly until: Position
  /** Where the part that is still missing begins; `null`: of an epoch in which we stand nowhere yet. */
  readonly from: Position | null
  /** One healing reads so much and no more. */
  readonly isTooMuch: boolean
  /** The next page. An earlier question needs no answer any more. */
  ask(): HistoryQuery
  /** Whether an answer to this question is waited for. */
  awaits(query: HistoryQuery): boolean
  /** Returns what can be handed on already. Of an epoch in which we stand nowhere, that is nothing before the end. */
  add(page: AdapterHistoryPage): readonly ReceivedMessage[]
  /**
   * What of such an epoch was read and isn't known: a service that lost only its newest messages still has those before.
   * Whatever stands before one that is known is older than it.
   */
  rest(isKnown: (id: string) => boolean): readonly ReceivedMessage[]
  /** The service refused a page for now. The pause grows with each refusal in a row. */
  refused(query: HistoryQuery, error: RealtimeError): ReadPause
  /** The channel is attached again: the next refusal is the first. */
  resumed(): void
}

export function createHealing({ from: start, until }: Hole, limits: StreamLimits): Healing {
  const isFresh = start === null
  const collected: ReceivedMessage[] = []
  let from = start
  let asked: HistoryQuery | null = null
  let refusals = 0
  let messages = 0
  let bytes = 0
  let emptyPages = 0

  return {
    until,
    get from() {
      return isFresh ? null : from
    },
    get isTooMuch() {
      return messages >= limits.healedMessages || bytes >= limits.healedBytes || emptyPages > limits.emptyPages
    },
    ask() {
      asked = { limit: limits.pageSize, direction: 'forwards', after: from ?? undefined, until }
      return asked
    },
    awaits: (query) => query === asked,
    add({ items, next, complete }) {
      refusals = 0
      from = continuation(next, asked) ?? items.at(-1)?.position ?? from
      messages += items.length
      bytes += items.reduce((sum, message) => sum + messageBytes(message), 0)
      emptyPages = items.length === 0 ? emptyPages + 1 : 0
      if (!isFresh) return items
      // The caller has just declared a gap; what was read before the hole would be handed on behind it, so it is dropped.
      if (!complete) collected.length = 0
      collected.push(...items)
      return []
    },
    rest: (isKnown) => collected.slice(collected.findLastIndex(({ id }) => isKnown(id)) + 1),
    refused(query, { retryAfter }) {
      const step = retryStep(refusals)
      refusals += 1
      return { query, step, retryAfter }
    },
    resumed() {
      refusals = 0
    },
  }
}

/** Where the service says that history goes on. A query that repeats the question says nothing. */
function continuation(next: HistoryQuery | null, asked: HistoryQuery | null): Position | undefined {
  const after = next?.after
  const isRepeated = after?.epoch === asked?.after?.epoch && after?.offset === asked?.after?.offset
  return isRepeated ? undefined : after
}
