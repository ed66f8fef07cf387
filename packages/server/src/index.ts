export { createServer } from './create-server.ts'
export type { ServerOptions } from './config.ts'
export { defineConfig } from './config-file/define-config.ts'
export type { HerenowConfig, SecretFileAuth } from './config-file/define-config.ts'
export { signToken } from './token/sign-token.ts'
export type { SignTokenOptions } from './token/sign-token.ts'
export type { Server } from './server.ts'
export type { NodeCounts, NodeInfo, ServerInfo } from './api/server-info.ts'
export type { BroadcastOutcome } from './api/server-broadcast.ts'
export type { DisconnectOptions } from './api/server-kick.ts'
export type { RevokeOptions } from './api/server-revoke.ts'
export type { Address } from './http/address.ts'
export type { HostServer } from './http/attached-host.ts'
export type { TlsCertificate, TlsOptions } from './http/server-tls.ts'
export type { PublishReceipt, ServerPublishOptions } from './api/server-publish.ts'
export type { ApiKey, ApiRight } from './http/api/api-keys.ts'
export type { InspectorMode } from './inspector/inspector-mode.ts'
export type { MetricsOptions } from './metrics/metrics-page.ts'
export type { ApiMethodName } from './http/api/methods.ts'
export type { Auth, Authenticate, Credentials, JwksAuth, SecretAuth, VerifiedToken, VerifyAuth } from './auth/auth.ts'
export type { Authorize, AuthorizeAnswer, AuthorizeQuestion } from './auth/authorize.ts'
export type { OnPublish, OnPublishPolicy, PublishAttempt, PublishVerdict } from './hooks/on-publish.ts'
export type {
  ChannelEvent,
  ConnectEvent,
  DisconnectEvent,
  DisconnectReason,
  PresenceChangeEvent,
  PublishEvent,
  ServerEvent,
  ServerEventListener,
  ServerEventOf,
  ServerEventType,
  SubscribeEvent,
  UnsubscribeEvent,
  UnsubscribeReason,
} from './events/server-event.ts'
export type { ConnectRequest } from './auth/connect-request.ts'
export type { Action, CapabilityClaim } from './auth/rights.ts'
export type { ChannelRule, ChannelRules } from './channel/channel-rules.ts'
export type { PresenceRule } from './channel/presence-rule.ts'
export type { WebhookInfo } from './webhooks/webhook-info.ts'
export type { WebhookOptions } from './webhooks/webhook-options.ts'
export type { ServerLimits } from './server-limits.ts'
export { memory } from './engine/memory-engine.ts'
export type { MemoryOptions } from './engine/memory-engine.ts'
export { sqlite } from './engine/sqlite/sqlite.ts'
export type { SqliteOptions } from './engine/sqlite/sqlite.ts'
export type {
  ChannelPosition,
  Durability,
  Engine,
  EngineContext,
  EngineMessage,
  EngineOutcome,
  EnginePage,
  EngineQuery,
  Retention,
  Start,
  StoredMessage,
} from './engine/engine.ts'
export type {
  DeadEntry,
  Outbox,
  OutboxContents,
  OutboxDeath,
  OutboxDraft,
  OutboxEntry,
  OutboxQuery,
  OutboxRange,
  OutboxTally,
} from './engine/outbox.ts'
export { completeMessage } from './engine/message-draft.ts'
