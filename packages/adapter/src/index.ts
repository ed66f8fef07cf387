export { adapterError, connectionLost, notConnected, sessionClosed } from './adapter-errors.ts'
export { assertNever } from './assert-never.ts'
export type { Adapter, AdapterContext, TokenReason, TokenRequest } from './adapter.ts'
export { boundedDuration } from './bounded-duration.ts'
export type { Capabilities, PresenceCapability, SizeLimits } from './capabilities.ts'
export { assertChannelName, channelNameProblem, maxChannelNameLength } from './channel-name.ts'
export { comparePositions } from './compare-positions.ts'
export type {
  Clock,
  CreateSocket,
  Env,
  KeyValueStorage,
  Network,
  Random,
  Socket,
  HttpAnswer,
  SocketListener,
  Timer,
  Visibility,
  VisibilityEvent,
} from './env.ts'
export { after, deadline } from './deadline.ts'
export { createDesiredAttachment } from './desired-attachment.ts'
export type { DesiredAttachment } from './desired-attachment.ts'
export { createDesiredOccupancy } from './desired-occupancy.ts'
export { createDesiredPresence } from './desired-presence.ts'
export type { DesiredPresence, PresenceRequest, PresenceWish } from './desired-presence.ts'
export { RealtimeError } from './error.ts'
export type { ErrorCode, ErrorOrigin, RealtimeErrorOptions } from './error.ts'
export { createEventBatch } from './event-batch.ts'
export type { EventBatch } from './event-batch.ts'
export { groupMember, groupMembers } from './group-members.ts'
export type {
  AdapterEvent,
  AttachedEvent,
  ChannelEvent,
  ConnectionEvent,
  ErrorEvent,
  GapEvent,
  MessageEvent,
  OccupancyEvent,
  PresenceEvent,
  PresenceIntervalEvent,
  PresenceRefusedEvent,
  PresenceHiddenEvent,
  PresenceSnapshotEvent,
  SessionChannelState,
  SessionState,
  SignalEvent,
  TokenEvent,
} from './event.ts'
export { hint } from './hint.ts'
export type { HintName, Hints } from './hint-name.ts'
export type { AdapterHistoryPage, HistoryDirection, HistoryQuery } from './history.ts'
export type { Logger } from './logger.ts'
export { isMessageId, maxMessageIdBytes } from './message-id.ts'
export type {
  Message,
  MessageMeta,
  MessageStatus,
  OutgoingMessage,
  PublishOutcome,
  PublishRefused,
  PublishStored,
  ReceivedMessage,
} from './message.ts'
export type { ChannelOccupancy, HereNow, HereNowQuery, OccupancyWatch } from './occupancy.ts'
export { listenToPlatform } from './platform.ts'
export type { Position } from './position.ts'
export type { Member, MemberConnection, PresenceAction, PresenceConnection, PresenceDeparture } from './presence.ts'
export { createSdkCalls } from './sdk-calls.ts'
export type { AskSdk, SdkCalls, SdkCallsNeeds } from './sdk-calls.ts'
export type { AdapterSession, AttachOptions, ForbiddenChannel, SessionPresence } from './session.ts'
export { publishInOrder } from './publish-in-order.ts'
export type { PublishInOrderNeeds } from './publish-in-order.ts'
export { retryPause, retryStep } from './retry-pause.ts'
export type { Signal } from './signal.ts'
export type { UserInfo } from './user.ts'
export { createTokenCalls } from './token-calls.ts'
export type { TokenCalls } from './token-calls.ts'
export { createTokenSource } from './token-source.ts'
export type { TokenSource, TokenWish } from './token-source.ts'
export { validTime } from './valid-time.ts'
export { utf8Length } from './utf8-length.ts'
export { withRetries } from './with-retries.ts'
export { waitFor } from './waiter.ts'
export type { Waiter } from './waiter.ts'
