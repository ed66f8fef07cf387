import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Answers bytes that are no request, or none in time, and lets go of the socket: a peer that ignores the end must not
 * keep it.
 */
export function refuseRequest(error: NodeJS.ErrnoException, stream: Duplex): void {
  if (!stream.writable) {
    stream.destroy()
    return
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  stream.once('finish', () => stream.destroy())
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
