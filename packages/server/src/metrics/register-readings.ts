import type { Registry } from 'prom-client'
import type { ServerInfo } from '../api/server-info.ts'
import type { LoopWatch, Vitals } from '../env/vitals.ts'
import type { EventStats } from '../events/event-stats.ts'
import type { Services } from '../services.ts'
import type { WebhookInfo } from '../webhooks/webhook-info.ts'
import { readCount, readCounts, readGauge, readGauges } from './instruments.ts'
import { reachableLimits } from './limit-names.ts'

/** What is looked up when somebody reads the metrics. */
interface Readings {
  readonly info: () => ServerInfo
  readonly services: Pick<Services, 'limits' | 'limitHits' | 'table' | 'events'>
  /** Bytes that wait for all peers together. */
  readonly queueBytes: () => number
  readonly vitals: Pick<Vitals, 'cpu' | 'memory' | 'startedAt'>
  /** `null`: nobody looks at the event loop just now. */
  readonly loop: () => LoopWatch | null
}

/** Has a registry tell how things stand: the same figures as `server.info()`. */
export function registerReadings(registry: Registry, readings: Readings): void {
  registerCounts(registry, readings)
  registerLimits(registry, readings)
  registerEvents(registry, readings)
  registerWebhooks(registry, readings)
  registerProcess(registry, readings)
}

function registerCounts(registry: Registry, { info, queueBytes, services: { table } }: Readings): void {
  const gauge = (name: string, help: string, read: () => number): void =>
    readGauge(registry, `herenow_${name}`, help, read)
  gauge('connections', 'Sockets with a client on them, or about to say hello.', () => info().connections)
  gauge('clients', 'Different client ids among them.', () => info().clients)
  gauge('channels', 'Channels that somebody is attached to.', () => info().channels)
  gauge('subscriptions', 'Attachments: one for each connection and channel.', () => info().subscriptions)
  gauge('uptime_seconds', 'Since the server listens.', () => info().uptime / 1_000)
  gauge('queue_bytes', 'What waits to be taken by clients.', queueBytes)
  gauge('presence_bytes', 'What is kept of those who are present.', () => table.bytes)
  readCount(registry, 'herenow_failures_total', 'What failed in the server itself.', () => info().failures)
}

function registerLimits(registry: Registry, { services: { limits, limitHits } }: Readings): void {
  readCounts(registry, 'herenow_limit_hits_total', 'How often a limit refused, slowed down or ended something.', {
    label: 'limit',
    read: () => reachableLimits.map((limit) => [limit, limitHits.count(limit)]),
  })
  readGauges(registry, 'herenow_limit', 'What the limits of this server are.', {
    label: 'limit',
    read: () => Object.entries(limits),
  })
}

function registerEvents(registry: Registry, { services: { events } }: Readings): void {
  const count = (name: string, help: string, of: (stats: EventStats) => number): void => {
    const read = (): (readonly [string, number])[] =>
      Object.entries(events.stats()).map(([type, stats]) => [type, of(stats)])
    readCounts(registry, `herenow_event_${name}_total`, help, { label: 'event', read })
  }
  count('calls', 'Calls of listeners that are over.', ({ told }) => told)
  count('failures', 'Calls that threw, or took too long.', ({ failed, late }) => failed + late)
  count('drops', 'Events that a listener was not told of.', ({ dropped }) => dropped)
  count('seconds', 'How long the calls took.', ({ milliseconds }) => milliseconds / 1_000)
}

/** By name: there are twenty of them at most. */
function registerWebhooks(registry: Registry, { info }: Readings): void {
  const of = (figure: (webhook: WebhookInfo) => number) => (): (readonly [string, number])[] =>
    info().webhooks.map((webhook) => [webhook.name, figure(webhook)])
  const label = 'webhook'
  readCounts(registry, 'herenow_webhook_delivered_total', 'Events that were delivered.', {
    label,
    read: of(({ delivered }) => delivered),
  })
  readCounts(registry, 'herenow_webhook_lost_total', 'Events that are lost.', { label, read: of(({ lost }) => lost) })
  readGauges(registry, 'herenow_webhook_waiting', 'Events that wait.', { label, read: of(({ waiting }) => waiting) })
  readGauges(registry, 'herenow_webhook_dead', 'Events that were given up.', { label, read: of(({ dead }) => dead) })
}

/** Under the names that dashboards for Node know. */
function registerProcess(registry: Registry, { vitals, loop }: Readings): void {
  const gauge = (name: string, help: string, read: () => number): void => readGauge(registry, name, help, read)
  readCount(registry, 'process_cpu_user_seconds_total', 'User CPU time.', () => vitals.cpu().user)
  readCount(registry, 'process_cpu_system_seconds_total', 'System CPU time.', () => vitals.cpu().system)
  gauge('process_start_time_seconds', 'Start of the process, since 1970.', () => vitals.startedAt)
  gauge('process_resident_memory_bytes', 'Resident memory.', () => vitals.memory().resident)
  gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => vitals.memory().heapUsed)
  gauge('nodejs_heap_size_total_bytes', 'Size of the heap.', () => vitals.memory().heapTotal)
  readGauges(registry, 'nodejs_eventloop_lag_seconds', 'How late timers were since the metrics were last read.', {
    label: 'is',
    read: () => Object.entries(loop()?.delays() ?? {}),
  })
}
