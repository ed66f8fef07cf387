import type { IncomingMessage } from 'node:http'

/** Whether an upgrade offers a subprotocol. */
export function offers(request: IncomingMessage, protocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some((name) => name.trim() === protocol)
}
