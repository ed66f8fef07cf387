export { createApi } from './create-api.ts'
export type {
  Api,
  ApiBroadcastOutcome,
  ApiDisconnectOptions,
  ApiTokenOptions,
  Observer,
  RefreshOptions,
} from './create-api.ts'
export type { ChannelCounts, ChannelCountsList, ChannelCountsQuery } from '../api/server-channel-counts.ts'
export type { ConnectionInfo, ConnectionList, ConnectionOrder, ConnectionsQuery } from '../api/server-connections.ts'
export type { ServerFigures } from '../api/server-figures.ts'
export type { Delay } from '../metrics/delay-meter.ts'
export type { Trouble, TroubleKind } from '../metrics/troubles.ts'
export { ApiError } from './api-error.ts'
export type { AskOptions as ApiOptions } from './ask.ts'
