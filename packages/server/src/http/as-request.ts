import type { IncomingMessage } from 'node:http'
import { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Whether a request asks for a WebSocket. Other offers, such as `h2c`, may be declined by answering in HTTP. */
export function wantsWebSocket(request: IncomingMessage): boolean {
  return (request.headers.upgrade ?? 'websocket').split(',').some((name) => name.trim().toLowerCase() === 'websocket')
}

/** Takes an upgrade for the plain request that it is, too, as Node does where nobody listens for upgrades. */
export function asRequest(
  request: IncomingMessage,
  stream: Duplex,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  stream.on('error', () => stream.destroy())
  if (!(stream instanceof Socket)) {
    stream.destroy()
    return
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(stream)
  response.once('finish', () => stream.end())
  answer(request, response)
}
