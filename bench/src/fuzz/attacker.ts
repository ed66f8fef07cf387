import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { Random } from '@herenow/adapter'
import { hostileFrame, textFrame } from './hostile-frame.ts'

/** What an attacker has done. */
export interface Attack {
  /** Frames that the server has read: something after them was answered, or they made it close. */
  readonly frames: number
  readonly connections: number
}

const framesPerBatch = 60
/** Ids of our own requests: no hostile item has one like it. */
const firstId = 1_000_000_000

/** Sends hostile frames, at least so many, over one connection after the other. */
export async function attack(port: number, random: Random, frames: number): Promise<Attack> {
  let sent = 0
  let connections = 0
  while (sent < frames) {
    const line = new Line(await upgraded(port))
    connections += 1
    if (random.next() < 0.95) line.write(textFrame('{"type":"hello","version":1}'))
    while (sent < frames) {
      const batch = nextBatch(random)
      line.write(Buffer.concat(batch.frames))
      const isAlive = !batch.isLast && (await line.answers(random))
      if (batch.isLast) await line.finish()
      // What an earlier frame has closed a connection on may not have been read to its end.
      if (isAlive || batch.isLast) sent += batch.frames.length
      if (!isAlive) break
    }
    line.end()
  }
  return { frames: sent, connections }
}

function nextBatch(random: Random): { readonly frames: readonly Buffer[]; readonly isLast: boolean } {
  const frames: Buffer[] = []
  while (frames.length < framesPerBatch) {
    const { bytes, isLast } = hostileFrame(random)
    frames.push(bytes)
    if (isLast) return { frames, isLast }
  }
  return { frames, isLast: false }
}

async function upgraded(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: herenow.v1\r\n\r\n',
  )
  return socket
}

/** A connection, and what comes back on it. */
class Line {
  readonly #socket: Socket
  readonly #ended: Promise<boolean>
  #lastId = firstId
  #tail = ''
  #answered: () => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    this.#ended = new Promise((resolve) => {
      socket.once('close', () => resolve(false))
      socket.on('data', (data: Buffer) => {
        const text = this.#tail + data.toString('latin1')
        this.#tail = text.slice(-40)
        if (text.includes(`"id":${this.#lastId}`)) this.#answered()
        // The server waits for our farewell; we are not polite enough.
        if (text.includes('{"type":"goodbye"')) resolve(false)
      })
    })
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Asks something honest; `false`: the connection was closed instead. */
  answers(random: Random): Promise<boolean> {
    this.#lastId += 1 + Math.floor(random.next() * 3)
    const answer = new Promise<boolean>((resolve) => (this.#answered = () => resolve(true)))
    this.write(textFrame(`{"type":"ping","id":${this.#lastId}}`))
    return Promise.race([answer, this.#ended])
  }

  /** Sends nothing more. Some broken frames claim more than they hold, and the server would wait for the rest. */
  async finish(): Promise<void> {
    this.#socket.end()
    await this.#ended
  }

  end(): void {
    this.#socket.destroy()
  }
}
