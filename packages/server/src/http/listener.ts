import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { IncomingMessage, Server } from 'node:http'
import type { Buffer } from 'node:buffer'
import { chmodSync } from 'node:fs'
import type { ListenOptions, Socket } from 'node:net'
import type { Server as TlsServer, TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import type { Failures } from '../env/failures.ts'
import { refusal } from '../refusal.ts'
import type { Address } from './address.ts'
import { addressOf, portError, socketAddress, socketError } from './address.ts'
import type { HttpActions } from './http-actions.ts'
import { served } from './http-actions.ts'
import { oneByOne } from './one-by-one.ts'
import { takeOneHead } from './one-head.ts'
import { refuseRequest } from './refuse-request.ts'
import type { ServerTls, TlsCertificate } from './server-tls.ts'
import { peerAddress } from './trusted-proxies.ts'
import { makeWay } from './unix-socket.ts'

/** How long a connection may take before it is a WebSocket. Milliseconds. */
interface HttpTimeouts {
  /** For a request, from the connection or the request before to its last byte; and for the handshake of TLS before it. */
  readonly request: number
  /** Between two looks for connections that took longer. */
  readonly look: number
  /** Without a byte in either direction. */
  readonly idle: number
}

const usualTimeouts: HttpTimeouts = { request: 10_000, look: 5_000, idle: 10_000 }

/** The user and its group, such as that of a proxy, may connect. */
const socketMode = 0o660

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
  async listen(port: number, host: string): Promise<Address> {
    await this.#listen({ port, host }, (error) => portError(error, port, host))
    return addressOf(this.#server, host, this.#tls !== null)
  }

  /**
   * Listens on a socket of the file system, for this user and its group. One that a dead server left is taken over. Rejects
   * with `connection_failed` when it can't be had.
   */
  async listenOn(path: string): Promise<Address> {
    await makeWay(path)
    await this.#listen({ path }, (error) => socketError(error, path))
    return socketAddress(path)
  }

  #listen(place: ListenOptions, explain: (error: NodeJS.ErrnoException) => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => reject(explain(error))
      this.#server.once('error', fail)
      this.#server.listen(place, () => {
        this.#server.off('error', fail)
        // Before anybody is let in: Node makes sockets as the umask says.
        if (place.path !== undefined) chmodSync(place.path, socketMode)
        resolve()
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
