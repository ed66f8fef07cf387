import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Failures } from '../env/failures.ts'
import { refusal } from '../refusal.ts'
import type { HttpActions } from './http-actions.ts'
import { served } from './http-actions.ts'
import { oneByOne } from './one-by-one.ts'
import { takeOneHead } from './one-head.ts'
import { refuseRequest } from './refuse-request.ts'
import { peerAddress } from './trusted-proxies.ts'

/** Where a server can be reached. */
export interface Address {
  /** For WebSocket clients, such as `ws://127.0.0.1:7070`. */
  readonly url: string
  readonly httpUrl: string
  readonly port: number
}

/** How long a connection may take before it is a WebSocket. Milliseconds. */
export interface HttpTimeouts {
  /** For a request, from the connection or the request before to its last byte. */
  readonly request: number
  /** Between two looks for connections that took longer. */
  readonly look: number
  /** Without a byte in either direction. */
  readonly idle: number
}

const usualTimeouts: HttpTimeouts = { request: 10_000, look: 5_000, idle: 10_000 }

/** The HTTP server: takes upgrades, answers the rest, and survives whatever else arrives. */
export class Listener {
  readonly #server: Server
  /** By socket: what ends the look at its requests. */
  readonly #guards = new WeakMap<Duplex, () => void>()

  constructor(failures: Failures, actions: HttpActions, timeouts: HttpTimeouts = usualTimeouts) {
    this.#server = createHttpServer({
      headersTimeout: timeouts.request,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: timeouts.look,
      keepAliveTimeout: timeouts.idle,
      // It is looked at by nobody here; without it Node would answer by itself, as often as it is asked.
      requireHostHeader: false,
    })
    this.#server.timeout = timeouts.idle
    const answer = served(
      failures,
      oneByOne((request, response) => actions.answer(request, response)),
    )
    // Requests that Node would answer by itself come the same way.
    for (const event of ['request', 'checkContinue', 'checkExpectation']) this.#server.on(event, answer)
    this.#server.on(
      'upgrade',
      served(failures, (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        this.#guards.get(stream)?.()
        this.#guards.delete(stream)
        actions.upgrade(request, stream, head)
      }),
    )
    this.#server.on('clientError', served(failures, refuseRequest))
    this.#server.on(
      'connection',
      failures.guard('A connection could not be counted', (socket: Socket) => {
        const address = peerAddress(socket.remoteAddress)
        if (!actions.admit(address)) {
          socket.destroy()
          return
        }
        socket.on('close', () => actions.release(address))
        this.#guards.set(socket, takeOneHead(socket))
      }),
    )
    // Such as no more file descriptors: the server goes on with the connections that it has.
    this.#server.on('error', (error) => {
      if (this.#server.listening) failures.report('A connection could not be accepted', error)
    })
  }

  /** Rejects with `connection_failed` when the address can't be had. */
  listen(port: number, host: string): Promise<Address> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, port, host))
      this.#server.once('error', fail)
      this.#server.listen(port, host, () => {
        this.#server.off('error', fail)
        resolve(addressOf(this.#server, host))
      })
    })
  }

  /** Accepts nothing more. Resolves when every connection is gone; idle ones are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }
}

function addressOf(server: Server, host: string): Address {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new TypeError('An HTTP server has a port')
  const name = host.includes(':') ? `[${host}]` : host
  return { url: `ws://${name}:${bound.port}`, httpUrl: `http://${name}:${bound.port}`, port: bound.port }
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return refusal('connection_failed', `Port ${port} on ${host} is taken.`, {
      hint: 'Stop the other program, or choose another port; port 0 takes a free one.',
      cause: error,
    })
  }
  if (error.code === 'EACCES') {
    return refusal('connection_failed', `Port ${port} may not be used by this user.`, {
      hint: 'Choose a port from 1024 on.',
      cause: error,
    })
  }
  return refusal('connection_failed', `The server can't listen on ${host}:${port}: ${error.message}`, { cause: error })
}
