import { STATUS_CODES } from 'node:http'
import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { RefusedRequest } from './refused-request.ts'
import { requestIdHeader } from './request-ids.ts'

/** Answers an upgrade that we don't accept with a plain HTTP response, and closes. */
export function refuseUpgrade(stream: Duplex, { status, error }: RefusedRequest, requestId: string): void {
  const body = JSON.stringify({ error })
  stream.on('error', () => stream.destroy())
  stream.once('finish', () => stream.destroy())
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `${requestIdHeader}: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
