import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { textFrame } from './text-frame.ts'

/** What `ws` itself puts on the wire when a server sends these texts. */
async function sentByWs(texts: readonly string[], length: number): Promise<Buffer> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const stream = connect((http.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    stream.destroy()
    sockets.close()
    http.close()
  })
  stream.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  const [[socket]] = await Promise.all([once(sockets, 'connection') as Promise<[WebSocket]>, once(stream, 'data')])
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  for (const text of texts) socket.send(text)
  while (Buffer.concat(chunks).length < length) await once(stream, 'data')
  return Buffer.concat(chunks)
}

describe('a text frame', () => {
  it('has the very bytes that ws sends, at every size of header', async () => {
    const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]
    const texts = [...sizes.map((size) => 'a'.repeat(size)), 'é€😀'.repeat(50), '"\u0000\u2028"', '\ud800']
    const ours = Buffer.concat(texts.map((text) => textFrame(text)))
    const theirs = await sentByWs(texts, ours.length)
    expect(ours.equals(theirs)).toBe(true)
  })

  it('keeps nothing but its own bytes alive', () => {
    expect(textFrame('small').buffer.byteLength).toBe(7)
  })
})
