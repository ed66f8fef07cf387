import { tokenSigner } from './token/own-tokens.ts'
import { AttachProofs } from './auth/attach-proofs.ts'
import { authenticatorFor } from './auth/authenticator.ts'
import { ObserverTokens } from './auth/observer-tokens.ts'
import { Revocations } from './auth/revocations.ts'
import { Hub } from './channel/hub.ts'
import { Telling } from './channel/telling.ts'
import type { ServerConfig } from './config.ts'
import type { Failures } from './env/failures.ts'
import type { GuardedEnv } from './env/guarded-env.ts'
import { Events } from './events/events.ts'
import { HookMeter } from './hooks/hook-meter.ts'
import { PublishHook } from './hooks/publish-hook.ts'
import { RequestIds } from './http/request-ids.ts'
import { LimitHits } from './metrics/limit-hits.ts'
import { meteredEngine } from './metrics/metered-engine.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import { Absences } from './presence/absences.ts'
import { Departures } from './presence/departures.ts'
import { OccupancyWatch } from './presence/occupancy-watch.ts'
import { PresenceService } from './presence/presence-service.ts'
import { PresenceTable } from './presence/presence-table.ts'
import type { Services } from './services.ts'
import { Clients } from './socket/clients.ts'
import { ConnectionRegistry } from './socket/connection-registry.ts'
import { Exclusions } from './socket/exclusions.ts'
import { Flusher } from './socket/flusher.ts'
import { PacedWarnings } from './socket/paced-warnings.ts'
import { Turns } from './socket/turns.ts'
import { Webhooks } from './webhooks/webhooks.ts'

/** Puts the parts of a server together; nothing runs yet. */
export function createServices(config: ServerConfig, env: GuardedEnv, failures: Failures): Services {
  const { clock, random, loop } = env
  const { settingsOf, limits } = config
  const metrics = new ServerMetrics()
  const limitHits = new LimitHits({ limits, clock, log: failures.log })
  const hookMeter = new HookMeter(metrics, clock)
  const engine = meteredEngine(config.engine, { metrics, now: () => loop.now() })
  const observers = new ObserverTokens(env)
  const authenticator = authenticatorFor(config, clock, hookMeter)
  const turns = new Turns(loop)
  const flusher = new Flusher(loop, turns)
  const table = new PresenceTable()
  const occupancy = new OccupancyWatch(table, clock, turns)
  const events = new Events({
    clock,
    random,
    turns,
    log: failures.log,
    isOccupied: (channel) => hub.has(channel) || table.occupancy(channel) > 0,
    occupied: () => [...hub.channels, ...table.channels()],
    emptyAfter: (channel) => settingsOf(channel).emptyAfter * 1_000,
    present: (channel, clientId) => table.connectionsOfClient(channel, clientId),
  })
  const hub = new Hub({
    engine,
    settingsOf,
    clock,
    loop,
    telling: new Telling(turns, flusher),
    metrics,
    published: (channel, outcomes) => events.published(channel, outcomes),
  })
  const presence = new PresenceService({
    table,
    clock,
    intervalAbove: (channel) => settingsOf(channel).intervalAbove,
    occupancyChanged: (channel) => occupancy.note(channel),
    changed: (channel, change) => events.presenceChanged(channel, change),
  })
  const departures = new Departures({ table, presence, turns })
  const absences = new Absences({ table, presence, clock, graceOf: (channel) => settingsOf(channel).grace * 1_000 })
  return {
    clock,
    random,
    log: failures.log,
    warnings: new PacedWarnings(clock, failures.log),
    failures,
    limits,
    limitHits,
    metrics,
    hookMeter,
    requestIds: new RequestIds(random),
    settingsOf,
    authenticator: authenticator && observers.admit(authenticator),
    observers,
    signToken: tokenSigner(config.auth, env),
    authorize: config.authorize,
    publishHook: publishHookOf(config, { clock, failures, hookMeter }),
    proofs: authenticator === null ? null : new AttachProofs(config.auth, random),
    engine,
    hub,
    events,
    table,
    presence,
    absences,
    departures,
    occupancy,
    registry: new ConnectionRegistry(clock, random, {
      expired(record, how) {
        absences.forget(record.connectionId)
        departures.add(record.connectionId, how)
        events.disconnected(record, how)
      },
      crowded: (clientId) => limitHits.hit('lostConnections', { clientId }),
    }),
    clients: new Clients(),
    exclusions: new Exclusions(clock, undefined, () => limitHits.hit('exclusions')),
    revocations: new Revocations(clock, undefined, () => limitHits.hit('revocations')),
    flusher,
    turns,
    webhooks: webhooksOf(config, env, { failures, events }),
  }
}

/** `null`: the app isn't asked about messages. */
function publishHookOf(
  { onPublish }: Pick<ServerConfig, 'onPublish'>,
  parts: Pick<Services, 'clock' | 'failures' | 'hookMeter'>,
): PublishHook | null {
  return onPublish === null ? null : new PublishHook({ policy: onPublish, ...parts })
}

function webhooksOf(
  { webhooks: configured, engine }: ServerConfig,
  { clock, random, fetch, loop }: GuardedEnv,
  { failures, events }: { readonly failures: Failures; readonly events: Events },
): Webhooks | null {
  if (configured.length === 0) return null
  const afterInput = (callback: () => void): void => loop.afterInput(callback)
  const { log } = failures
  const webhooks = new Webhooks({ webhooks: configured, outbox: engine.outbox, clock, random, log, fetch, afterInput })
  events.listeners.tap(webhooks.types, (event) => webhooks.take(event))
  return webhooks
}
