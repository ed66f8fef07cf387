import { createServer as createHttpServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { refusal } from '../refusal.ts'
import type { Health } from './answer-request.ts'
import { answerRequest } from './answer-request.ts'

interface ListenerActions {
  health(): Health
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
}

/** Where a server can be reached. */
export interface Address {
  /** For WebSocket clients, such as `ws://127.0.0.1:7070`. */
  readonly url: string
  readonly httpUrl: string
  readonly port: number
}

const longestHeaders = 10_000

/** The HTTP server: takes upgrades, answers the rest, and survives whatever else arrives. */
export class Listener {
  readonly #server: Server

  constructor(actions: ListenerActions) {
    this.#server = createHttpServer({ headersTimeout: longestHeaders, requestTimeout: longestHeaders })
    this.#server.on('request', (request, response) => {
      answerRequest(request, response, () => actions.health())
    })
    this.#server.on('upgrade', (request, stream, head) => actions.upgrade(request, stream, head))
    this.#server.on('clientError', (_, stream) => {
      if (stream.writable) stream.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else stream.destroy()
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
