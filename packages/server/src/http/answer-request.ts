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
  /** `null`: there is none. */
  readonly api: PathHandler | null
  /** Why a client that asks in this way gets no connection; `null`: it would. */
  readonly refusalOf: (request: IncomingMessage) => RefusedRequest | null
}

/** Answers plain HTTP requests under the path of the server: its API, `GET /health`, and everywhere else where to go, or why not. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  mount: Mount,
  { health, api, refusalOf }: Answers,
): void {
  const path = mount.within(request.url)
  if (path !== null && api?.takes(path) === true) {
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
  if (path !== '/health') {
    explain(response, 404, {
      error: {
        code: 'not_found',
        message: 'Nothing is here.',
        hint: `Clients connect to "${mount.path}" with WebSocket, subprotocol "herenow.v1". GET ${mount.suffix}/health tells whether the server is well.`,
      },
    })
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    answer(response, 405, {
      error: { code: 'invalid_argument', message: `Ask for ${mount.suffix}/health with GET.` },
    })
    return
  }
  answer(response, 200, { status: 'ok', ...health() })
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
