import { Buffer } from 'node:buffer'
import type {
  GetHereNow,
  HereNowResult,
  PresenceResult,
  WireConnection,
  WireOccupancy,
  WireOccupant,
} from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import type { HereNowPlace } from './here-now-cursor.ts'
import { cursorOf, placeOf } from './here-now-cursor.ts'
import type { PresenceTable } from './presence-table.ts'

const channelsPerPage = 1_000
/** Channels that are looked at in one step. */
const channelsPerStep = 500

type Question = Pick<GetHereNow, 'channels' | 'members' | 'state' | 'limit' | 'cursor'>
type Totals = Pick<HereNowResult, 'totalChannels' | 'totalOccupancy'>

/** Some of a channel's connections, by id. */
interface Part<Shown> {
  readonly connections: readonly Shown[]
  /** UTF-8 bytes of the JSON. */
  readonly size: number
  /** The last of `connections` when others come after it. */
  readonly unfinishedAt: string | null
}

/**
 * Answers who is here, channels by name, connections by id. A channel whose connections don't fit the page goes on
 * in the next one, under the same name. `maySee` hides channels from those who have no right to know. The totals are
 * counted for the first page, in steps: between two of them others may have their turn. Later pages repeat them.
 */
export function* findHereNow(
  table: PresenceTable,
  question: Question,
  maySee: (channel: string) => boolean,
): Generator<void, HereNowResult, void> {
  const from = question.cursor === undefined ? null : placeOf(question.cursor)
  const asked = question.channels === undefined ? null : [...new Set(question.channels)].sort()
  const totals = from?.totals ?? (yield* count(table, asked ?? table.channelsAfter(null), maySee))
  const rest = asked ?? (from === null ? table.channelsAfter(null) : channelsFrom(table, from))
  return { ...totals, ...(yield* page(table, question, { rest, from, totals }, maySee)) }
}

/** The same at once, for whoever has nobody to wait for. */
export function hereNow(table: PresenceTable, question: Question, maySee: (channel: string) => boolean): HereNowResult {
  const steps = findHereNow(table, question, maySee)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

function* count(
  table: PresenceTable,
  channels: Iterable<string>,
  maySee: (channel: string) => boolean,
): Generator<void, Totals, void> {
  let [totalChannels, totalOccupancy, looked] = [0, 0, 0]
  for (const channel of channels) {
    looked += 1
    if (looked % channelsPerStep === 0) yield
    if (!maySee(channel)) continue
    totalChannels += 1
    totalOccupancy += table.occupancy(channel)
  }
  return { totalChannels, totalOccupancy }
}

/** The channel that the page before ended in, and those after it. */
function* channelsFrom(table: PresenceTable, { channel }: HereNowPlace): Generator<string, void, void> {
  yield channel
  yield* table.channelsAfter(channel)
}

interface Search {
  /** What may belong to the page, in order. */
  readonly rest: Iterable<string>
  readonly from: HereNowPlace | null
  readonly totals: Totals
}

function* page(
  table: PresenceTable,
  question: Question,
  { rest, from, totals }: Search,
  maySee: (channel: string) => boolean,
): Generator<void, Pick<HereNowResult, 'channels' | 'cursor'>, void> {
  const most = Math.min(question.limit ?? channelsPerPage, channelsPerPage)
  const found: WireOccupancy[] = []
  let [room, looked] = [limits.pageBytes as number, 0]
  for (const channel of rest) {
    looked += 1
    if (looked % channelsPerStep === 0) yield
    if ((from !== null && !comesAfter(channel, from)) || !maySee(channel)) continue
    const previous = found.at(-1)
    if (previous !== undefined && (found.length >= most || room <= 0)) {
      return { channels: found, cursor: cursorOf({ channel: previous.channel, connectionId: null, totals }) }
    }
    const occupancy = table.occupancy(channel)
    room -= channel.length + 60
    if (question.members !== true) {
      found.push({ channel, occupancy })
      continue
    }
    const after = from?.channel === channel ? from.connectionId : null
    const part = firstOf(table.connectionsAfter(channel, after), room, question.state === true ? whole : withoutState)
    found.push({ channel, occupancy, connections: part.connections })
    room -= part.size
    if (part.unfinishedAt !== null) {
      return { channels: found, cursor: cursorOf({ channel, connectionId: part.unfinishedAt, totals }) }
    }
  }
  return { channels: found }
}

/** One page of a channel's connections, by id. */
export function presencePage(table: PresenceTable, channel: string, cursor: string | undefined): PresenceResult {
  const part = firstOf(table.connectionsAfter(channel, cursor ?? null), limits.pageBytes, whole)
  return {
    connections: part.connections,
    ...(part.unfinishedAt === null ? {} : { cursor: part.unfinishedAt }),
  }
}

function comesAfter(channel: string, place: HereNowPlace): boolean {
  return place.connectionId === null ? channel > place.channel : channel >= place.channel
}

const whole = (connection: WireConnection): WireConnection => connection

function withoutState(connection: WireConnection): WireOccupant {
  const { state: _, ...rest } = connection
  return rest
}

/** As many connections as there is room for, but at least one: going on must get somewhere. */
function firstOf<Shown extends WireOccupant>(
  rest: Iterable<WireConnection>,
  room: number,
  show: (connection: WireConnection) => Shown,
): Part<Shown> {
  const connections: Shown[] = []
  let size = 0
  for (const found of rest) {
    const connection = show(found)
    const previous = connections.at(-1)
    size += Buffer.byteLength(JSON.stringify(connection)) + 1
    if (previous !== undefined && size > room) return { connections, size, unfinishedAt: previous.connectionId }
    connections.push(connection)
  }
  return { connections, size, unfinishedAt: null }
}
