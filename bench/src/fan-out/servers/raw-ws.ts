import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { FanOutServer } from '../variant.ts'
import { channel } from '../variant.ts'

/** The message as our own server sends it, so that all variants carry the same bytes. */
function messageItem(data: string, offset: number): object {
  const message = {
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    name: 'said',
    data,
    clientId: 'server',
    timestamp: Date.now(),
    offset,
  }
  return { type: 'message', channel, message }
}

interface Sockets {
  readonly port: number
  readonly clients: ReadonlySet<WebSocket>
  readonly streams: readonly Duplex[]
}

async function listen(): Promise<Sockets> {
  const http = createServer()
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const streams: Duplex[] = []
  http.on('upgrade', (request, stream, head) => {
    server.handleUpgrade(request, stream, head, (socket) => {
      server.emit('connection', socket, request)
      streams.push(stream)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return { port: (http.address() as AddressInfo).port, clients: server.clients, streams }
}

/** What most people write first. */
export async function startStringify(): Promise<FanOutServer> {
  const { port, clients } = await listen()
  let offset = 0
  const publish = (data: string): void => {
    offset += 1
    const item = messageItem(data, offset)
    for (const client of clients) client.send(JSON.stringify(item))
  }
  return { port, publish }
}

/** One JSON text, one frame, a write per socket and message. */
export async function startFramedOnce(): Promise<FanOutServer> {
  const { port, streams } = await listen()
  let offset = 0
  const publish = (data: string): void => {
    offset += 1
    const frame = textFrame(JSON.stringify(messageItem(data, offset)))
    for (const stream of streams) stream.write(frame)
  }
  return { port, publish }
}

/** Nothing but the writes: an array frame of `batch` messages, one write a socket. */
export async function startArrayFrames(batch: number): Promise<FanOutServer> {
  const { port, streams } = await listen()
  const size = Math.max(1, Math.round(batch))
  let offset = 0
  let items: string[] = []
  const publish = (data: string): void => {
    offset += 1
    items.push(JSON.stringify(messageItem(data, offset)))
    if (items.length < size) return
    const frame = textFrame(`[${items.join(',')}]`)
    items = []
    for (const stream of streams) stream.write(frame)
  }
  return { port, publish }
}

/** An unmasked text frame (RFC 6455, 5.2). */
function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = 0x81
  if (header === 2) frame[1] = length
  else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, header)
  return frame
}
