export {
  createClient,
  defineChannel,
  hint,
  occupancyView,
  platformSockets,
  RealtimeError,
  syncStatusStore,
  typingStore,
} from '@herenow/core'
export type {
  Adapter,
  AnyMemberEvent,
  AsJson,
  Capabilities,
  Channel,
  ChannelDefinition,
  ChannelHistoryQuery,
  ChannelOptions,
  ChannelPresence,
  ChannelState,
  ChannelStatus,
  ChannelTypes,
  Client,
  ClientOptions,
  Connection,
  ConnectionListener,
  ConnectionState,
  ConnectionStateOf,
  ConnectionStatus,
  Env,
  ErrorCode,
  ErrorOrigin,
  Gap,
  HereNow,
  HereNowQuery,
  HistoryPage,
  HistoryPageOf,
  IntervalEvent,
  Logger,
  Member,
  MemberConnection,
  MemberEvent,
  MemberEventOf,
  MemberListener,
  Members,
  Message,
  MessageLog,
  MessageLogStore,
  MessageMeta,
  MessageName,
  MessageNamed,
  MessageOf,
  MessageStatus,
  OccupancyState,
  OccupancyView,
  OccupancyViewQuery,
  OwnInfo,
  Position,
  PresenceAction,
  PublishOptions,
  PublishReceipt,
  PublishRequest,
  PublishResult,
  ReceivedMessage,
  ReceivedMessageOf,
  Release,
  Signal,
  Store,
  SyncStatus,
  TokenOption,
  TokenReason,
  TokenRequest,
  TypingMember,
  TypingStore,
  Unsubscribe,
  UntypedChannel,
  UserInfo,
} from '@herenow/core'
export type { ChannelProgress, HookStatus } from './channel-progress.ts'
export type { ChannelReference, HookOptions } from './channel-reference.ts'
export type { Equality } from './equality.ts'
export { RealtimeProvider } from './realtime-provider.tsx'
export type { RealtimeProviderProps } from './realtime-provider.tsx'
export { useChannel } from './use-channel.ts'
export type { UseChannelOptions, UseChannelResult } from './use-channel.ts'
export { useChannelEvent } from './use-channel-event.ts'
export { useClient } from './use-client.ts'
export { useConnectionEvents } from './use-connection-events.ts'
export type { ConnectionEventHandlers } from './use-connection-events.ts'
export { useConnectionState } from './use-connection-state.ts'
export { useHereNow } from './use-here-now.ts'
export type { UseHereNowListResult, UseHereNowOptions, UseHereNowQuery, UseHereNowResult } from './use-here-now.ts'
export { useHistory } from './use-history.ts'
export type { UseHistoryOptions, UseHistoryResult } from './use-history.ts'
export { useMember } from './use-member.ts'
export { useMembers } from './use-members.ts'
export { usePresence } from './use-presence.ts'
export type { UsePresenceOptions, UsePresenceResult } from './use-presence.ts'
export { usePublish } from './use-publish.ts'
export type { Publish } from './use-publish.ts'
export { useRealtimeErrors } from './use-realtime-errors.ts'
export { useSyncStatus } from './use-sync-status.ts'
export { useTyping } from './use-typing.ts'
export type { TypingInputProps, UseTypingOptions, UseTypingResult } from './use-typing.ts'
export { useUpdatePresence } from './use-update-presence.ts'
export type { UpdatePresence } from './use-update-presence.ts'
export { useWhereNow } from './use-where-now.ts'
export type { UseWhereNowResult } from './use-where-now.ts'
