import type { Fields } from './read.ts'
import { channelName, count, finite, flag, list, optional, present, record, required } from './read.ts'
import { connection, outcome, shortText, wireMessage } from './read-wire.ts'
import type {
  AttachResult,
  HereNowResult,
  HistoryResult,
  PresenceResult,
  PublishResult,
  TokenResult,
  WhereNowResult,
  WireOccupancy,
} from './result.ts'

const many = Number.MAX_SAFE_INTEGER
const connections = list(connection, many)
const result = (value: unknown): Fields => record(value, 'result')

function occupancy(value: unknown, name: string): WireOccupancy {
  const fields = record(value, name)
  return present<WireOccupancy>({
    channel: required(fields, 'channel', channelName),
    occupancy: required(fields, 'occupancy', count),
    connections: optional(fields, 'connections', connections),
  })
}

/** How to read the `result` of each request's `ok`. Each throws `Malformed` when the answer has another shape. */
export const decodeResult = {
  attach: (value: unknown): AttachResult => ({
    epoch: required(result(value), 'epoch', shortText),
    offset: required(result(value), 'offset', count),
    recovered: required(result(value), 'recovered', flag),
  }),
  publish: (value: unknown): PublishResult => ({ outcomes: required(result(value), 'outcomes', list(outcome, many)) }),
  presence: (value: unknown): PresenceResult =>
    present<PresenceResult>({
      connections: required(result(value), 'connections', connections),
      cursor: optional(result(value), 'cursor', shortText),
    }),
  history: (value: unknown): HistoryResult => ({
    epoch: required(result(value), 'epoch', shortText),
    messages: required(result(value), 'messages', list(wireMessage, many)),
    more: required(result(value), 'more', flag),
    complete: required(result(value), 'complete', flag),
  }),
  hereNow: (value: unknown): HereNowResult =>
    present<HereNowResult>({
      totalChannels: required(result(value), 'totalChannels', count),
      totalOccupancy: required(result(value), 'totalOccupancy', count),
      channels: required(result(value), 'channels', list(occupancy, many)),
      cursor: optional(result(value), 'cursor', shortText),
    }),
  whereNow: (value: unknown): WhereNowResult => ({
    channels: required(result(value), 'channels', list(channelName, many)),
  }),
  token: (value: unknown): TokenResult =>
    present<TokenResult>({ expiresIn: optional(result(value), 'expiresIn', finite) }),
} as const
