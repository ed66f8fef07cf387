import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { IncomingMessage, Server } from 'node:http'
import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { Server as TlsServer, TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import type { Failures } from '../env/failures.ts'
import { refusal } from '../refusal.ts'
import type { HttpActions } from './http-actions.ts'
import { served } from './http-actions.ts'
import { oneByOne } from './one-by-one.ts'
import { takeOneHead } from './one-head.ts'
import { refuseRequest } from './refuse-request.ts'
import type { ServerTls, TlsCertificate } from './server-tls.ts'
import { peerAddress } from './trusted-proxies.ts'

/** Where a server can be reached. */
export interface Address {
  /** For WebSocket clients, such as `ws://127.0.0.1:7070`; with TLS `wss://…`. */
  readonly url: string
  readonly httpUrl: string
  readonly port: number
}

/** How long a connection may take before it is a WebSocket. Milliseconds. */
export interface HttpTimeouts {
  /** For a request, from the connection or the request before to its last byte; and for the handshake of TLS before it. */
  readonly request: number
  /** Between two looks for connections that took longer. */
  readonly look: number
  /** Without a byte in either direction. */
  readonly idle: number
}

const usualTimeouts: HttpTimeouts = { request: 10_000, look: 5_000, idle: 10_000 }

/** What a listener may be told; by default it is as servers are, without TLS. */
export interface ListenerSettings {
  readonly timeouts?: HttpTimeouts
  readonly tls?: ServerTls | null
}

/** The HTTP server: takes upgrades, answers the rest, and survives whatever else arrives. */
export class Listener {
  readonly #server: Server & Partial<Pick<TlsServer, 'setSecureContext'>>
  readonly #tls: ServerTls | null
  /** Connections of TCP below those of TLS: the HTTP server doesn't know them before their handshake. */
  readonly #belowTls = new Set<Socket>()
  /** By socket: what ends the look at its requests. */
  readonly #guards = new WeakMap<Duplex, () => void>()

  constructor(
    failures: Failures,
    actions: HttpActions,
    { timeouts = usualTimeouts, tls = null }: ListenerSettings = {},
  ) {
    this.#tls = tls
    this.#server = makeServer(timeouts, tls)
    this.#serve(failures, actions)
    this.#watch(failures, actions)
    // Such as no more file descriptors: the server goes on with the connections that it has.
    this.#server.on('error', (error) => {
      if (this.#server.listening) failures.report('A connection could not be accepted', error)
    })
  }

  /** Takes requests, upgrades, and what is neither. */
  #serve(failures: Failures, actions: HttpActions): void {
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
  }

  /** Counts connections, and looks at what they bring before it is parsed. */
  #watch(failures: Failures, actions: HttpActions): void {
    const look = failures.guard('A connection could not be watched', (socket: Socket) => {
      this.#guards.set(socket, takeOneHead(socket))
    })
    if (this.#tls !== null) this.#watchHandshakes(look)
    this.#server.on(
      'connection',
      failures.guard('A connection could not be counted', (socket: Socket) => {
        const address = peerAddress(socket.remoteAddress)
        if (!actions.admit(address)) {
          socket.destroy()
          return
        }
        socket.on('close', () => actions.release(address))
        if (this.#tls === null) look(socket)
      }),
    )
  }

  #watchHandshakes(look: (socket: Socket) => void): void {
    this.#server.on('connection', (socket: Socket) => {
      this.#belowTls.add(socket)
      socket.on('close', () => this.#belowTls.delete(socket))
    })
    this.#server.on('secureConnection', look)
    // Node only tells of a handshake that failed or took too long. No answer could reach the peer, and none may wait for it.
    this.#server.prependListener('tlsClientError', (_, socket: TLSSocket) => socket.destroy())
  }

  /** Reads certificate and key again; connections from now on see them. Throws `invalid_argument`, and nothing has changed. */
  reloadTls(): TlsCertificate {
    if (this.#tls === null) {
      throw refusal('invalid_argument', 'This server has no certificate.', {
        hint: 'Pass `tls: { cert, key }` to `createServer`.',
      })
    }
    const certificate = this.#tls.reload()
    this.#server.setSecureContext?.(this.#tls.context)
    return certificate
  }

  /** Rejects with `connection_failed` when the address can't be had. */
  listen(port: number, host: string): Promise<Address> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, port, host))
      this.#server.once('error', fail)
      this.#server.listen(port, host, () => {
        this.#server.off('error', fail)
        resolve(addressOf(this.#server, host, this.#tls === null ? '' : 's'))
      })
    })
  }

  /** Accepts nothing more. Resolves when every connection is gone; idle ones are closed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
      for (const socket of this.#belowTls) socket.destroy()
    })
  }
}

function makeServer(timeouts: HttpTimeouts, tls: ServerTls | null): Server {
  const settings = {
    headersTimeout: timeouts.request,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.look,
    keepAliveTimeout: timeouts.idle,
    // It is looked at by nobody here; without it Node would answer by itself, as often as it is asked.
    requireHostHeader: false,
  }
  const server =
    tls === null
      ? createHttpServer(settings)
      : createHttpsServer({ ...settings, ...tls.context, handshakeTimeout: timeouts.request })
  server.timeout = timeouts.idle
  return server
}

function addressOf(server: Server, host: string, s: '' | 's'): Address {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new TypeError('An HTTP server has a port')
  const name = host.includes(':') ? `[${host}]` : host
  const place = `${name}:${bound.port}`
  return { url: `ws${s}://${place}`, httpUrl: `http${s}://${place}`, port: bound.port }
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
