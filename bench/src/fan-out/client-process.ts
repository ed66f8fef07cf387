import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { FanOutClient, Variant } from './variant.ts'
import { clients, mark } from './variant.ts'

/** Deliveries and arrival delays since the last report, over all sockets. */
export interface Received {
  readonly deliveries: number
  /** Chunks that carried deliveries, on the sampled sockets: about one per write of the server. */
  readonly chunks: number
  readonly sampledDeliveries: number
  /** Microseconds from publish to arrival, on the sampled sockets, ascending. */
  readonly delays: readonly number[]
}

/** Looking into every message of every socket would measure the client. */
const sampledSockets = 10
const markByte = mark.charCodeAt(0)
let deliveries = 0
let chunks = 0
let sampledDeliveries = 0
let delays: number[] = []

/** Counts marks; messages may be split over chunks, marks can't be. */
function count(chunk: Buffer): number {
  let found = 0
  for (let at = chunk.indexOf(markByte); at !== -1; at = chunk.indexOf(markByte, at + 1)) found += 1
  return found
}

function sample(chunk: Buffer): void {
  const now = Number(process.hrtime.bigint() / 1_000n)
  const stamps = [...chunk.toString('latin1').matchAll(/#(\d+);/g)]
  if (stamps.length > 0) chunks += 1
  sampledDeliveries += stamps.length
  for (const [, stamp] of stamps) delays.push(now - Number(stamp))
}

/** A masked text frame of less than 64 KiB (RFC 6455, 5.2). The mask is zero: it costs nothing and hides nothing. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header =
    payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload])
}

function open(port: number, client: FanOutClient, sampled: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once('connect', () => {
      const protocol = client.protocol === null ? '' : `Sec-WebSocket-Protocol: ${client.protocol}\r\n`
      socket.write(
        `GET ${client.path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${protocol}\r\n`,
      )
    })
    socket.once('data', () => {
      for (const text of client.greeting) socket.write(maskedFrame(text))
      socket.on('data', (chunk: Buffer) => {
        deliveries += count(chunk)
        if (sampled) sample(chunk)
      })
      resolve(socket)
    })
  })
}

const [variant, port, sockets] = process.argv.slice(2)
const total = Number(sockets)
for (let from = 0; from < total; from += 50) {
  const some = Array.from({ length: Math.min(50, total - from) }, (_, index) =>
    open(Number(port), clients[variant as Variant], from + index < sampledSockets),
  )
  await Promise.all(some)
}
process.on('message', () => {
  const received: Received = { deliveries, chunks, sampledDeliveries, delays: [...delays].sort((a, b) => a - b) }
  deliveries = 0
  chunks = 0
  sampledDeliveries = 0
  delays = []
  process.send?.(received)
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
