import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the health check tells. */
export interface Health {
  readonly connections: number
  readonly channels: number
  /** Milliseconds since the server was started. */
  readonly uptime: number
}

/** What answers for some paths of its own. */
export interface PathHandler {
  takes(path: string): boolean
  answer(request: IncomingMessage, response: ServerResponse, path: string): void
}

/** Answers plain HTTP requests: the API where there is one, `GET /health`, and everywhere else where to go. */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  health: () => Health,
  api: PathHandler | null = null,
): void {
  const path = request.url?.split('?', 1)[0]
  if (path !== undefined && api?.takes(path) === true) {
    api.answer(request, response, path)
    return
  }
  if (path !== '/health') {
    answer(response, 404, {
      error: {
        code: 'not_found',
        message: 'Nothing is here.',
        hint: 'Clients connect to this address with WebSocket, subprotocol "herenow.v1". GET /health tells whether the server is well.',
      },
    })
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    answer(response, 405, { error: { code: 'invalid_argument', message: 'Ask for /health with GET.' } })
    return
  }
  answer(response, 200, { status: 'ok', ...health() })
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
