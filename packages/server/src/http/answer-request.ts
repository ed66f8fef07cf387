import type { IncomingMessage, ServerResponse } from 'node:http'
import { subprotocol } from '@herenow/protocol'
import type { RefusedRequest } from './refused-request.ts'
import type { Mount } from './mount.ts'

/** What the health check tells. */
export interface Health {
  readonly connections: number
  readonly channels: number
  /** Milliseconds since the server was started. */
  readonly uptime: number
}

/** Whether it takes clients: while it opens its engine, and while it tells its clients to go, it doesn't. */
export type Readiness = 'starting' | 'ready' | 'stopping'

const upgradeRequired = {
  code: 'protocol_error',
  message: `Clients connect here with WebSocket, subprotocol "${subprotocol}".`,
}

/** What answers for some paths of its own. */
export interface PathHandler {
  takes(path: string): boolean
  /** `path` is what comes after the server's own path, which is `prefix`. */
  answer(request: IncomingMessage, response: ServerResponse, path: string, prefix: string): void
}

/** What is there to answer with. */
interface Answers {
  readonly health: () => Health
  readonly readiness: () => Readiness
  /** Those that answer for paths of their own. */
  readonly apis: readonly PathHandler[]
  /** Why a client that asks in this way gets no connection; `null`: it would. */
  readonly refusalOf: (request: IncomingMessage) => RefusedRequest | null
}

/**
 * Answers plain HTTP requests under the path of the server: its API, `GET /health`, `GET /ready`, and everywhere else where
 * to go, or why not.
 */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  mount: Mount,
  { health, readiness, apis, refusalOf }: Answers,
): void {
  const path = mount.within(request.url)
  const api = path === null ? undefined : apis.find((each) => each.takes(path))
  if (path !== null && api !== undefined) {
    api.answer(request, response, path, mount.suffix)
    return
  }
  if (path === '/') {
    const refused = refusalOf(request)
    // HTTP/2 has no such header.
    if (request.httpVersionMajor === 1) response.setHeader('Upgrade', 'websocket')
    explain(response, refused?.status ?? 426, { error: refused?.error ?? upgradeRequired })
    return
  }
  if (path !== '/health' && path !== '/ready') {
    explain(response, 404, { error: optional.get(path?.split('/')[1] ?? '') ?? nothingHere(mount) })
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    answer(response, 405, {
      error: { code: 'invalid_argument', message: `Ask for ${mount.suffix}${path} with GET.` },
    })
    return
  }
  if (path === '/health') answer(response, 200, { status: 'ok', ...health() })
  else answerReady(response, readiness())
}

/** What load balancers ask: a 503 has them send new clients elsewhere. */
function answerReady(response: ServerResponse, status: Readiness): void {
  if (status !== 'ready') response.setHeader('Retry-After', '1')
  answer(response, status === 'ready' ? 200 : 503, { status })
}

const giveKey =
  'Give it a key: HERENOW_API_KEY for `herenow serve`, `apiKey` in the configuration or of `createServer`.'

/** What a server may have or not, by the first part of its path, and how it gets it. */
const optional: ReadonlyMap<string, object> = new Map([
  ['api', { code: 'not_found', message: 'This server has no HTTP API.', hint: giveKey }],
  ['openapi.json', { code: 'not_found', message: 'This server has no HTTP API.', hint: giveKey }],
  [
    'metrics',
    { code: 'not_found', message: 'This server shows no metrics.', hint: `${giveKey} Or set \`metrics.public\`.` },
  ],
])

function nothingHere({ path, suffix }: Mount): object {
  return {
    code: 'not_found',
    message: 'Nothing is here.',
    hint: `Clients connect to "${path}" with WebSocket, subprotocol "herenow.v1". GET ${suffix}/health tells whether the server is well, GET ${suffix}/ready whether it takes clients.`,
  }
}

/** Clients ask why they got no connection. The answers hold nothing about anybody, so every page may read them. */
function explain(response: ServerResponse, status: number, body: object): void {
  response.setHeader('Access-Control-Allow-Origin', '*')
  answer(response, status, body)
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
