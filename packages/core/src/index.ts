export { hint, RealtimeError } from '@herenow/adapter'
export type {
  Adapter,
  Capabilities,
  Env,
  ErrorCode,
  ErrorOrigin,
  HereNow,
  HereNowQuery,
  Logger,
  Member,
  MemberConnection,
  Message,
  MessageMeta,
  MessageStatus,
  Position,
  PresenceAction,
  ReceivedMessage,
  Signal,
  TokenReason,
  TokenRequest,
  UserInfo,
} from '@herenow/adapter'
export type { ChannelOptions } from './channel/channel-options.ts'
export type { ChannelState, ChannelStatus } from './channel/channel-state.ts'
export type {
  ChannelDefinition,
  ChannelTypes,
  MessageName,
  MessageNamed,
  MessageOf,
  ReceivedMessageOf,
  UntypedChannel,
} from './channel/channel-types.ts'
export type { Channel } from './channel/channel.ts'
export { defineChannel } from './channel/define-channel.ts'
export type { Client, ClientOptions, OwnInfo, TokenOption } from './client/client.ts'
export { createClient } from './client/create-client.ts'
export type { ConnectionState, ConnectionStateOf, ConnectionStatus } from './connection/connection-state.ts'
export type { Connection, ConnectionListener } from './connection/connection.ts'
export { platformSockets } from './env/default-env.ts'
export type { AsJson } from './json/as-json.ts'
export type { ChannelHistoryQuery, HistoryPage, HistoryPageOf } from './log/history.ts'
export type { Gap, MessageLog, MessageLogStore } from './log/message-log.ts'
export { occupancyView } from './occupancy/create-occupancy-view.ts'
export type { OccupancyState, OccupancyView, OccupancyViewQuery } from './occupancy/occupancy-view.ts'
export type { PublishOptions, PublishReceipt, PublishRequest, PublishResult } from './outbox/publish.ts'
export type {
  AnyMemberEvent,
  ChannelPresence,
  IntervalEvent,
  MemberEvent,
  MemberEventOf,
  MemberListener,
  Members,
} from './presence/channel-presence.ts'
export type { Release, Store, Unsubscribe } from './store/store.ts'
export { syncStatusStore } from './sync/sync-status.ts'
export type { SyncStatus } from './sync/sync-status.ts'
export { typingStore } from './typing/typing-store.ts'
export type { TypingMember, TypingStore } from './typing/typing.ts'
