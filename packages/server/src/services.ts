import type { Logger, Random } from '@herenow/adapter'
import type { SignOwnToken } from './token/own-tokens.ts'
import type { AttachProofs } from './auth/attach-proofs.ts'
import type { Authenticator } from './auth/auth.ts'
import type { ObserverTokens } from './auth/observer-tokens.ts'
import type { Authorize } from './auth/authorize.ts'
import type { Revocations } from './auth/revocations.ts'
import type { SettingsOf } from './channel/channel-rules.ts'
import type { Hub } from './channel/hub.ts'
import type { Engine } from './engine/engine.ts'
import type { Events } from './events/events.ts'
import type { Absences } from './presence/absences.ts'
import type { Departures } from './presence/departures.ts'
import type { OccupancyWatch } from './presence/occupancy-watch.ts'
import type { Failures } from './env/failures.ts'
import type { GuardedClock } from './env/guarded-env.ts'
import type { PublishHook } from './hooks/publish-hook.ts'
import type { LimitHits } from './metrics/limit-hits.ts'
import type { ServerMetrics } from './metrics/server-metrics.ts'
import type { HookMeter } from './hooks/hook-meter.ts'
import type { RequestIds } from './http/request-ids.ts'
import type { PresenceService } from './presence/presence-service.ts'
import type { PresenceTable } from './presence/presence-table.ts'
import type { ServerLimits } from './server-limits.ts'
import type { Clients } from './socket/clients.ts'
import type { ConnectionRegistry } from './socket/connection-registry.ts'
import type { Exclusions } from './socket/exclusions.ts'
import type { Flusher } from './socket/flusher.ts'
import type { PacedWarnings } from './socket/paced-warnings.ts'
import type { Turns } from './socket/turns.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

/** What one server is made of; every connection works with these. */
export interface Services {
  readonly clock: GuardedClock
  readonly random: Random
  readonly log: Logger
  readonly warnings: PacedWarnings
  readonly failures: Failures
  readonly limits: ServerLimits
  readonly limitHits: LimitHits
  readonly metrics: ServerMetrics
  readonly hookMeter: HookMeter
  readonly requestIds: RequestIds
  readonly settingsOf: SettingsOf
  /** `null`: no auth, clients say who they are. */
  readonly authenticator: Authenticator | null
  readonly signToken: SignOwnToken
  readonly observers: ObserverTokens
  /** `null`: the app isn't asked what clients may do. */
  readonly authorize: Authorize | null
  /** `null`: the app isn't asked about messages. */
  readonly publishHook: PublishHook | null
  /** `null`: no auth, everybody may read everything. */
  readonly proofs: AttachProofs | null
  readonly engine: Engine
  readonly hub: Hub
  readonly events: Events
  readonly table: PresenceTable
  readonly presence: PresenceService
  readonly absences: Absences
  readonly departures: Departures
  readonly occupancy: OccupancyWatch
  readonly registry: ConnectionRegistry
  readonly clients: Clients
  readonly exclusions: Exclusions
  readonly revocations: Revocations
  readonly flusher: Flusher
  readonly turns: Turns
  /** `null`: there are none. */
  readonly webhooks: Webhooks | null
}
