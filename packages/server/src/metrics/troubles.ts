import type { Registry } from 'prom-client'
import type { EventStats } from '../events/event-stats.ts'
import type { WebhookInfo } from '../webhooks/webhook-info.ts'
import type { LimitName } from './limit-names.ts'
import { reachableLimits } from './limit-names.ts'

/**
 * What went wrong. `limit`: one was reached. `refusal`: clients were told an error. `ended`: connections ended otherwise than
 * by leaving. `hook`: a function of the app failed. `listener`: one of events failed, was late, or wasn't told.
 * `engine`: storing or reading failed. `dead-letter`: events that a webhook hasn't taken. `lost-event`: those that are lost.
 * `failure`: the server itself failed.
 */
export type TroubleKind =
  | 'limit'
  | 'refusal'
  | 'ended'
  | 'hook'
  | 'listener'
  | 'engine'
  | 'dead-letter'
  | 'lost-event'
  | 'failure'

/** Something that went wrong, and how often since the server was made. */
export interface Trouble {
  readonly kind: TroubleKind
  /** Of the limit, hook, listener or webhook; of a refusal what was refused and the code; of an end the reason. */
  readonly name: string
  /** At least 1. */
  readonly count: number
}

/** Ends of connections that belong to everyday life. */
const usualEnds = new Set(['left', 'page_closed', 'replaced', 'put_out', 'stopping'])

interface TroubleSources {
  readonly registry: Registry
  readonly limitHits: { count(limit: LimitName): number }
  readonly events: { stats(): Readonly<Record<string, EventStats>> }
  readonly webhooks: readonly WebhookInfo[]
  readonly failures: number
}

/** All that has gone wrong. */
export async function readTroubles(sources: TroubleSources): Promise<readonly Trouble[]> {
  const { registry, limitHits, events, webhooks, failures } = sources
  const counted = (name: string): Promise<readonly Counted[]> => countsOf(registry, name)
  const all: Trouble[] = [
    { kind: 'failure', name: 'server', count: failures },
    ...reachableLimits.map((name) => ({ kind: 'limit', name, count: limitHits.count(name) }) as const),
    ...(await counted('herenow_refusals_total')).map(
      ({ labels, value }) => ({ kind: 'refusal', name: `${labels['what']} ${labels['code']}`, count: value }) as const,
    ),
    ...(await counted('herenow_connections_ended_total')).flatMap(({ labels, value }) =>
      usualEnds.has(String(labels['reason']))
        ? []
        : [{ kind: 'ended', name: String(labels['reason']), count: value } as const],
    ),
    ...(await counted('herenow_hook_seconds')).flatMap(({ labels, value, metricName }) =>
      labels['outcome'] === 'failed' && metricName?.endsWith('_count') === true
        ? [{ kind: 'hook', name: String(labels['hook']), count: value } as const]
        : [],
    ),
    ...(await counted('herenow_engine_failures_total')).map(
      ({ labels, value }) => ({ kind: 'engine', name: String(labels['operation']), count: value }) as const,
    ),
    ...Object.entries(events.stats()).map(
      ([name, { failed, late, dropped }]) => ({ kind: 'listener', name, count: failed + late + dropped }) as const,
    ),
    ...webhooks.map(({ name, dead }) => ({ kind: 'dead-letter', name, count: dead }) as const),
    ...webhooks.map(({ name, lost }) => ({ kind: 'lost-event', name, count: lost }) as const),
  ]
  return together(all.filter(({ count }) => count > 0))
}

interface Counted {
  readonly labels: Readonly<Partial<Record<string, string | number>>>
  readonly value: number
  /** Of a histogram, which of its figures this is. */
  readonly metricName?: string
}

async function countsOf(registry: Registry, name: string): Promise<readonly Counted[]> {
  return (await registry.getSingleMetric(name)?.get())?.values ?? []
}

/** Ends with the same reason may have several close codes. */
function together(troubles: readonly Trouble[]): readonly Trouble[] {
  const found = new Map<string, Trouble>()
  for (const trouble of troubles) {
    const key = `${trouble.kind} ${trouble.name}`
    found.set(key, { ...trouble, count: trouble.count + (found.get(key)?.count ?? 0) })
  }
  return [...found.values()]
}
