import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Lets a connection ask once it has been answered, and drops it when it asks before: one read can hold 2,000 requests,
 * and everybody else would wait until the last of them is answered.
 */
export function oneByOne(handle: Handler): Handler {
  const unanswered = new WeakSet<Socket>()
  return (request, response) => {
    const { socket } = request
    if (socket.destroyed) return
    if (unanswered.has(socket)) {
      socket.destroy()
      return
    }
    unanswered.add(socket)
    response.once('finish', () => unanswered.delete(socket))
    handle(request, response)
  }
}
