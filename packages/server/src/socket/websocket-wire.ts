import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { Clock, Timer } from '@herenow/adapter'
import { WebSocket } from 'ws'
import { timings } from '../timings.ts'
import type { Wire } from './outgoing.ts'

/**
 * A WebSocket whose frames we make ourselves: they go to the socket below it in one write. `ws` reads, answers
 * protocol pings and closes; each of its writes is a whole frame too, so the two never mix.
 */
export class WebSocketWire implements Wire {
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #clock: Clock
  #deadline: Timer = null

  constructor(socket: WebSocket, stream: Duplex, clock: Clock) {
    this.#socket = socket
    this.#stream = stream
    this.#clock = clock
    socket.once('close', () => clock.clearTimeout(this.#deadline))
  }

  get buffered(): number {
    return this.#stream.writableLength
  }

  write(frames: Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#stream.write(frames)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Starts the closing handshake; a peer that doesn't answer it in time is dropped. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
    // A paused socket would never read the answer.
    this.#socket.resume()
    this.dropLater()
  }

  /** Drops the socket unless it closes by itself in time. */
  dropLater(): void {
    if (this.#deadline !== null || this.#socket.readyState === WebSocket.CLOSED) return
    this.#deadline = this.#clock.setTimeout(() => this.#socket.terminate(), timings.closeDeadline)
  }
}
