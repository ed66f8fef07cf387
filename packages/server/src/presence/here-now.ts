import type { GetHereNow, HereNowResult, PresenceResult, WireConnection, WireOccupancy } from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import type { PresenceTable } from './presence-table.ts'

const channelsPerPage = 1_000

type Question = Pick<GetHereNow, 'channels' | 'members' | 'state' | 'limit' | 'cursor'>

/** Where the page before ended: after a channel, or after one of its connections. Channel names have no spaces. */
interface Place {
  readonly channel: string
  readonly connectionId: string | null
}

/** Some of a channel's connections, by id. */
interface Part {
  readonly connections: readonly WireConnection[]
  /** Characters as JSON. */
  readonly size: number
  /** The last of `connections` when others come after it. */
  readonly unfinishedAt: string | null
}

/**
 * Answers who is here, channels by name, connections by id. A channel whose connections don't fit the page goes on
 * in the next one, under the same name. `maySee` hides channels from those who have no right to know.
 */
export function hereNow(table: PresenceTable, question: Question, maySee: (channel: string) => boolean): HereNowResult {
  const asked = question.channels === undefined ? table.channels() : [...new Set(question.channels)]
  const channels = asked.filter(maySee).sort()
  const totalOccupancy = channels.reduce((sum, channel) => sum + table.occupancy(channel), 0)
  return { totalChannels: channels.length, totalOccupancy, ...pageOf(table, question, channels) }
}

function pageOf(
  table: PresenceTable,
  question: Question,
  channels: readonly string[],
): Pick<HereNowResult, 'channels' | 'cursor'> {
  const from = placeOf(question.cursor)
  const most = Math.min(question.limit ?? channelsPerPage, channelsPerPage)
  const page: WireOccupancy[] = []
  let room: number = limits.pageBytes
  for (const channel of channels) {
    if (from !== null && !comesAfter(channel, from)) continue
    const previous = page.at(-1)
    if (previous !== undefined && (page.length >= most || room <= 0))
      return { channels: page, cursor: previous.channel }
    const occupancy = table.occupancy(channel)
    room -= channel.length + 60
    if (question.members !== true) {
      page.push({ channel, occupancy })
      continue
    }
    const after = from?.channel === channel ? from.connectionId : null
    const part = connectionsAfter(table.connections(channel), after, room, question.state === true)
    page.push({ channel, occupancy, connections: part.connections })
    room -= part.size
    if (part.unfinishedAt !== null) return { channels: page, cursor: `${channel} ${part.unfinishedAt}` }
  }
  return { channels: page }
}

/** One page of a channel's connections, by id. */
export function presencePage(table: PresenceTable, channel: string, cursor: string | undefined): PresenceResult {
  const part = connectionsAfter(table.connections(channel), cursor ?? null, limits.pageBytes, true)
  return {
    connections: part.connections,
    ...(part.unfinishedAt === null ? {} : { cursor: part.unfinishedAt }),
  }
}

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const space = cursor.indexOf(' ')
  if (space < 0) return { channel: cursor, connectionId: null }
  return { channel: cursor.slice(0, space), connectionId: cursor.slice(space + 1) }
}

function comesAfter(channel: string, place: Place): boolean {
  return place.connectionId === null ? channel > place.channel : channel >= place.channel
}

/** As many connections as there is room for, but at least one: going on must get somewhere. */
function connectionsAfter(
  all: readonly WireConnection[],
  after: string | null,
  room: number,
  withState: boolean,
): Part {
  const rest = all
    .filter((connection) => after === null || connection.connectionId > after)
    .sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1))
  const connections: WireConnection[] = []
  let size = 0
  for (const found of rest) {
    const connection = withState ? found : { ...found, state: null }
    const previous = connections.at(-1)
    size += JSON.stringify(connection).length + 1
    if (previous !== undefined && size > room) return { connections, size, unfinishedAt: previous.connectionId }
    connections.push(connection)
  }
  return { connections, size, unfinishedAt: null }
}
