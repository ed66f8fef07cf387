import type { Figures } from './api/server-figures.ts'
import type { ServerInfo } from './api/server-info.ts'
import type { ServerConfig } from './config.ts'
import type { Failures } from './env/failures.ts'
import type { LoopWatch, Vitals } from './env/vitals.ts'
import { HttpApi } from './http/api/http-api.ts'
import type { PathHandler } from './http/answer-request.ts'
import { InspectorPage } from './inspector/inspector-page.ts'
import { pageFolder } from './inspector/page-files.ts'
import { MetricsPage } from './metrics/metrics-page.ts'
import { registerReadings } from './metrics/register-readings.ts'
import type { Services } from './services.ts'

/** What the paths below the server's own need of it. */
interface PathHandlerParts {
  readonly failures: Failures
  readonly services: Services
  /** Throws `connection_closed` while the server doesn't run. */
  readonly running: () => Services
  readonly info: () => ServerInfo
  readonly figures: Figures
  /** Bytes that wait for all peers together. */
  readonly queueBytes: () => number
  readonly vitals: Vitals
  /** `null`: nobody looks at the event loop just now. */
  readonly loop: () => LoopWatch | null
}

/** Whether a server has a page of metrics: with a key, or for everybody. */
export function hasMetrics({ apiKeys, hasPublicMetrics }: ServerConfig): boolean {
  return apiKeys !== null || hasPublicMetrics
}

/** What answers below the path that clients connect to. Without a key there is no API. */
export function pathHandlers(config: ServerConfig, parts: PathHandlerParts): readonly PathHandler[] {
  const { apiKeys: keys, hasPublicMetrics, inspector } = config
  const { failures, services, running, info, figures, queueBytes, vitals, loop } = parts
  const { metrics, limitHits, requestIds, warnings } = services
  const all = { failures, warnings, metrics, limitHits, requestIds }
  const handlers: PathHandler[] = [new InspectorPage({ isOn: inspector !== 'off', folder: pageFolder, failures })]
  if (keys !== null) {
    const context = { services: running, info, figures: () => figures.read() }
    handlers.push(new HttpApi(context, { keys, inspectorOnlyReads: inspector !== 'write', ...all }))
  }
  if (hasMetrics(config)) {
    registerReadings(metrics.registry, { services, info, queueBytes, vitals, loop })
    handlers.push(new MetricsPage({ ...all, registry: metrics.registry, keys: hasPublicMetrics ? null : keys }))
  }
  return handlers
}
