import type { Read } from './read.ts'
import { channelName, count, finite, flag, list, maybe, maybeTrue, object } from './read.ts'
import { connection, occupant, outcome, shortText, wireMessage } from './read-wire.ts'
import type {
  AttachResult,
  HereNowResult,
  HistoryResult,
  PresenceResult,
  PresenceStamps,
  PublishResult,
  TokenResult,
  WhereNowResult,
} from './result.ts'

const connections = list(connection)

/** Reads a request's `result` or throws `Malformed`. */
type ReadResult<T> = (value: unknown) => T

function result<T>(read: Read<T>): ReadResult<T> {
  return (value) => read(value, 'result')
}

const stampsOrNothing = object({ enteredAt: maybe(finite), updatedAt: maybe(finite) })

/** After a `leave` there are none. */
function maybeStamps(value: unknown, name: string): PresenceStamps | undefined {
  const { enteredAt, updatedAt } = stampsOrNothing(value ?? {}, name)
  return enteredAt === undefined || updatedAt === undefined ? undefined : { enteredAt, updatedAt }
}

/** How to read the `result` of each request's `ok`. Each throws `Malformed` when the answer has another shape. */
export const decodeResult: {
  readonly attach: ReadResult<AttachResult>
  readonly publish: ReadResult<PublishResult>
  readonly presence: ReadResult<PresenceResult>
  readonly stamps: ReadResult<PresenceStamps | undefined>
  readonly history: ReadResult<HistoryResult>
  readonly hereNow: ReadResult<HereNowResult>
  readonly whereNow: ReadResult<WhereNowResult>
  readonly token: ReadResult<TokenResult>
} = {
  attach: result(
    object({
      epoch: shortText,
      offset: count,
      recovered: flag,
      continues: maybe(count),
      unkept: maybeTrue,
      proof: maybe(shortText),
    }),
  ),
  publish: result(object({ outcomes: list(outcome) })),
  presence: result(object({ connections, cursor: maybe(shortText) })),
  stamps: result(maybeStamps),
  history: result(object({ epoch: shortText, messages: list(wireMessage), more: flag, complete: flag })),
  hereNow: result(
    object({
      totalChannels: count,
      totalOccupancy: count,
      channels: list(object({ channel: channelName, occupancy: count, connections: maybe(list(occupant)) })),
      cursor: maybe(shortText),
    }),
  ),
  whereNow: result(object({ channels: list(channelName), cursor: maybe(shortText) })),
  token: result(object({ expiresIn: maybe(finite) })),
}
