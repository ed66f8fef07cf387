import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Mount } from './mount.ts'

/** What the health check tells. */
export interface Health {
  readonly connections: number
  readonly channels: number
  /** Milliseconds since the server was started. */
  readonly uptime: number
}

/** Answers plain HTTP requests: `GET /health` under the path of the server, and everywhere else where to go. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  mount: Mount,
  health: () => Health,
): void {
  if (mount.within(request.url) !== '/health') {
    answer(response, 404, {
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

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
