import type { ServerOptions } from '../../config.ts'
import type { ManualClock } from '../manual-clock.ts'
import type { TestServer } from './test-server.ts'
import { startTestServer } from './test-server.ts'

/** A key that is long enough. */
export const apiKey = 'test-key-0123456789'

/** A server with an API, and ways to ask it. */
export interface ApiServer extends TestServer {
  /** `POST /api/<method>` with the key; the answer's body. */
  readonly call: (method: string, params?: unknown) => Promise<{ readonly result?: unknown; readonly error?: unknown }>
  /** `POST /api` with lines; the answer's lines. */
  readonly lines: (...commands: readonly unknown[]) => Promise<readonly unknown[]>
  /** `GET` of a path below `/api` with the key; the answer's body. */
  readonly get: (path: string) => Promise<unknown>
  /** Any request to a path, with no header but those given. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>
}

/** Starts a server with an API for one test. */
export async function startApiServer(
  options: ServerOptions = {},
  env: { readonly clock?: ManualClock } = {},
): Promise<ApiServer> {
  const started = await startTestServer({ apiKey, ...options }, env)
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${started.httpUrl}${path}`, init)
  const headers = { 'X-API-Key': apiKey }
  return {
    ...started,
    ask,
    call: async (method, params = {}) =>
      (
        await ask(`/api/${method}`, { method: 'POST', headers, body: JSON.stringify(params) })
      ).json() as Promise<object>,
    lines: async (...commands) => {
      const body = commands.map((command) => JSON.stringify(command)).join('\n')
      const text = await (await ask('/api', { method: 'POST', headers, body })).text()
      return text.split('\n').map((line): unknown => JSON.parse(line))
    },
    get: async (path) => (await ask(`/api${path}`, { headers })).json(),
  }
}
