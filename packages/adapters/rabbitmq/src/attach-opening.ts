import type { StreamPlace } from './stream-position.ts'
import type { StreamEntry, StreamStart } from './streams.ts'

/** The channel is attached: everything behind `place` follows, the `replay` first. */
export interface Opened {
  readonly type: 'opened'
  /** `null`: nothing is kept. */
  readonly place: StreamPlace | null
  readonly recovered: boolean
  /** Positions before are of a stream that is gone. */
  readonly isNewStream?: boolean
  readonly replay: readonly StreamEntry[]
}

/** What an entry leads to: the next one is waited for, the reading starts over elsewhere, or the channel is attached. */
export type OpeningStep = 'wait' | { readonly type: 'again'; readonly opening: Opening } | Opened

/** One way to begin reading a stream, up to where the channel is attached. */
export interface Opening {
  readonly start: StreamStart
  /** Left at the end of the stream before the reading starts; `null`: not needed. */
  readonly mark: string | null
  /** Where nothing is read in time. `null`: that is no answer. */
  readonly otherwise: Opening | null
  take(entry: StreamEntry): OpeningStep
}

/** Makes an id that no other mark has. */
export type MarkIds = () => string

/**
 * At the end of the stream. `lost`: where we stood in a stream that doesn't go on from there; if the end is not behind
 * that, it is another stream.
 */
export function openAtEnd(markIds: MarkIds, lost: StreamPlace | null = null): Opening {
  const mark = markIds()
  return {
    start: 'next',
    mark,
    otherwise: null,
    take(entry) {
      if (entry.mark !== mark) return 'wait'
      const isNewStream = lost !== null && entry.number <= lost.number
      return { type: 'opened', place: entry, recovered: false, isNewStream, replay: [] }
    },
  }
}

/**
 * Behind an entry that was read before. It comes first again, which proves that nothing is missing: its stream is still
 * the same, and retention has not come that far. Behind the end of a stream RabbitMQ waits for entries to come, so a
 * stream that was lost and made anew stays silent.
 */
export function openBehind(place: StreamPlace, markIds: MarkIds): Opening {
  const { number, fingerprint } = place
  return {
    start: number < 0 ? 'first' : number,
    mark: null,
    otherwise: openAtEnd(markIds, place),
    take(entry) {
      const isAtPlace = entry.number === number
      if (isAtPlace && (fingerprint === '' || fingerprint === entry.fingerprint)) {
        return { type: 'opened', place: entry, recovered: true, replay: [] }
      }
      if (isAtPlace) return { type: 'again', opening: openAtEnd(markIds, { ...place, number: Infinity }) }
      const isNext = entry.number === number + 1 && fingerprint === ''
      return { type: 'opened', place: isNext ? place : placeBefore(entry), recovered: isNext, replay: [entry] }
    },
  }
}

/** Behind an entry that can't be read. Whatever comes first stands behind it. */
export function openPast(number: number, markIds: MarkIds): Opening {
  return {
    start: number + 1,
    mark: markIds(),
    otherwise: openAtEnd(markIds),
    take: (entry) => ({
      type: 'opened',
      // A position must not lead back to what can't be read.
      place: entry.mark === null ? placeBefore(entry) : entry,
      recovered: false,
      replay: [entry],
    }),
  }
}

/** Entries before the end among which the last messages are looked for. All others may be marks. */
const furthest = 10_000

/** With the last `count` messages. */
export function openWithLast(count: number, markIds: MarkIds): Opening {
  const end = openAtEnd(markIds)
  return {
    ...end,
    take: (entry) =>
      entry.mark === end.mark ? { type: 'again', opening: openWithLastBefore(entry, count, count * 2) } : 'wait',
  }
}

/** Looks for them among the last `span` entries, and then among more: marks stand between messages. */
function openWithLastBefore(end: StreamPlace, count: number, span: number): Opening {
  const start = Math.max(0, end.number - span)
  const most = Math.max(furthest, count * 2)
  let kept: { readonly entry: StreamEntry; readonly before: StreamPlace }[] = []
  let previous: StreamPlace | null = null
  let first: number | null = null
  return {
    start,
    mark: null,
    otherwise: null,
    take(entry) {
      first ??= entry.number
      if (entry.mark === null && entry.number <= end.number) {
        kept.push({ entry, before: previous ?? placeBefore(entry) })
        // Not each time: that would copy all of them for each entry.
        if (kept.length >= count * 2) kept = kept.slice(-count)
      }
      previous = entry
      if (entry.number < end.number) return 'wait'
      kept = kept.slice(-count)
      const isAll = kept.length === count || first > start || start === 0 || span >= most
      if (!isAll) return { type: 'again', opening: openWithLastBefore(end, count, Math.min(span * 10, most)) }
      const late = entry.number > end.number ? [entry] : []
      const place = kept[0]?.before ?? end
      return { type: 'opened', place, recovered: false, replay: [...kept.map((one) => one.entry), ...late] }
    },
  }
}

function placeBefore({ number }: StreamPlace): StreamPlace {
  return { number: number - 1, fingerprint: '' }
}
