import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { Clock, Timer } from '@herenow/adapter'
import { WebSocket } from 'ws'
import { timings } from '../timings.ts'
import type { DrainOwner } from './drain-watch.ts'
import { DrainWatch } from './drain-watch.ts'
import type { Wire } from './outgoing.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { payloadLength } from './text-frame.ts'

/** From so many bytes waiting on, protocol pings are not answered at once: who reads none needs no more of them. */
const mostPongBytes = 16_384

interface WireNeeds {
  /** The client's. */
  readonly address: string
  readonly clock: Clock
  readonly traffic: ServerMetrics['traffic']
}

/**
 * A WebSocket whose frames we make ourselves: they go to the socket below it in one write. `ws` reads, answers
 * protocol pings and closes; each of its writes is a whole frame too, so the two never mix.
 */
export class WebSocketWire implements Wire {
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #traffic: ServerMetrics['traffic']
  /** The client's. */
  readonly address: string
  #clock: Clock
  #owner: DrainOwner | null = null
  #drain: DrainWatch | null = null
  #owedPong: Buffer | null = null
  #deadline: Timer = null

  constructor(socket: WebSocket, stream: Duplex, { address, clock, traffic }: WireNeeds) {
    this.#socket = socket
    this.#stream = stream
    this.address = address
    this.#clock = clock
    this.#traffic = traffic
  }

  /** The socket has closed. */
  closed(): void {
    this.#clock.clearTimeout(this.#deadline)
    this.#drain?.end()
  }

  /** Tells `owner` when the peer takes hardly any of what waits for it. Timers are those of `clock`. */
  watchDrain(clock: Clock, owner: DrainOwner): void {
    this.#clock = clock
    this.#owner = owner
  }

  get buffered(): number {
    return this.#stream.writableLength
  }

  write(frame: Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return
    this.#stream.write(frame)
    this.#traffic.sentFrames += 1
    this.#traffic.sentBytes += payloadLength(frame)
    // Made when it is needed: most peers take everything at once.
    if (this.#drain === null && this.buffered > 0) this.#drain = this.#newDrainWatch()
    this.#drain?.wrote(frame.length)
  }

  /** Answers a protocol ping; where much waits already, only the newest one, and once that has been taken. */
  pong(data: Buffer): void {
    this.#owedPong = null
    if (this.buffered >= mostPongBytes) this.#owedPong = data
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.pong(data)
  }

  /** The socket has taken what waited. */
  drained(): void {
    if (this.#owedPong !== null) this.pong(this.#owedPong)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Starts the closing handshake; a peer that doesn't answer it in time is dropped. */
  close(code: number, reason: string): void {
    this.#drain?.end()
    this.#socket.close(code, reason)
    // A paused socket would never read the answer.
    this.#socket.resume()
    this.dropLater()
  }

  #newDrainWatch(): DrainWatch | null {
    return this.#owner && new DrainWatch(this.#clock, () => this.buffered, this.#owner)
  }

  /** Drops the socket now. */
  drop(): void {
    this.#socket.terminate()
  }

  /** Drops the socket unless it closes by itself in time. */
  dropLater(): void {
    if (this.#deadline !== null || this.#socket.readyState === WebSocket.CLOSED) return
    this.#deadline = this.#clock.setTimeout(() => this.#socket.terminate(), timings.closeDeadline)
  }
}
