import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import type { Failures } from '../env/failures.ts'
import type { ApiKeyRights, ApiKeys } from '../http/api/api-keys.ts'
import type { PathHandler } from '../http/answer-request.ts'
import type { RequestIds } from '../http/request-ids.ts'
import type { PacedWarnings } from '../socket/paced-warnings.ts'

/** Who may read the metrics. */
export interface MetricsOptions {
  /**
   * Everybody who reaches the server may. Default: who has an `apiKey` that allows `metrics`; without keys there is no such
   * page.
   */
  readonly public?: boolean | undefined
}

interface MetricsPageParts {
  readonly registry: Registry
  /** `null`: everybody may read. */
  readonly keys: ApiKeys | null
  readonly failures: Failures
  readonly warnings: Pick<PacedWarnings, 'warn'>
  readonly requestIds: RequestIds
}

const path = '/metrics'

/** What Prometheus reads. */
export class MetricsPage implements PathHandler {
  readonly #parts: MetricsPageParts

  constructor(parts: MetricsPageParts) {
    this.#parts = parts
  }

  takes(asked: string): boolean {
    return asked === path
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const { registry, failures, requestIds } = this.#parts
    const status = this.#statusFor(request)
    response.setHeader('Cache-Control', 'no-store')
    if (status !== 200) {
      if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
      if (status === 405) response.setHeader('Allow', 'GET, HEAD')
      response.writeHead(status).end()
      return
    }
    registry
      .metrics()
      .then((text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text))
      .catch((error: unknown) => {
        failures.report('The metrics could not be read', error, { requestId: requestIds.of(request) })
        response.destroy()
      })
  }

  #statusFor(request: IncomingMessage): 200 | 401 | 403 | 405 {
    const { keys, warnings, requestIds } = this.#parts
    if (request.method !== 'GET' && request.method !== 'HEAD') return 405
    if (keys === null) return 200
    const rights: ApiKeyRights | null = keys.find(request.headers, 'bearer')
    if (rights?.allows('metrics') === true) return 200
    const about = { requestId: requestIds.of(request) }
    if (rights !== null) {
      warnings.warn(
        `The API key "${rights.name}" doesn't allow "metrics".`,
        'Add it to the `methods` of the key.',
        about,
      )
      return 403
    }
    const hint = 'Pass one of `apiKey` as credentials: `authorization: { credentials: … }` of Prometheus.'
    warnings.warn('A request for the metrics had no key that is known.', hint, about)
    return 401
  }
}
