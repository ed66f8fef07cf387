import type { Server } from 'node:http'
import { refusal } from '../refusal.ts'
import { socketTaken } from './unix-socket.ts'

/** Where a server can be reached. */
export interface Address {
  /**
   * For WebSocket clients, such as `ws://127.0.0.1:7070`; with TLS `wss://…`. On a socket of the file system
   * `ws+unix:/run/herenow.sock:/`, which the package `ws` takes; browsers can't connect there.
   */
  readonly url: string
  /** The same for HTTP. On a socket `http://unix:/run/herenow.sock:/`, which `proxy_pass` of nginx takes. */
  readonly httpUrl: string
  /** 0 on a socket. */
  readonly port: number
  /** The path of the socket, where there is one. */
  readonly socket?: string
}

/** The address of a server that listens on a port. */
export function addressOf(server: Server, host: string, isSecure: boolean): Address {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new TypeError('An HTTP server has a port')
  const place = `${host.includes(':') ? `[${host}]` : host}:${bound.port}`
  const s = isSecure ? 's' : ''
  return { url: `ws${s}://${place}`, httpUrl: `http${s}://${place}`, port: bound.port }
}

/** The address of a server on a socket; paths are added to it. */
export function socketAddress(socket: string): Address {
  return { url: `ws+unix:${socket}:`, httpUrl: `http://unix:${socket}:`, port: 0, socket }
}

/** The error for a port that can't be had. */
export function portError(error: NodeJS.ErrnoException, port: number, host: string): Error {
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

/** The error for a socket that can't be had. */
export function socketError(error: NodeJS.ErrnoException, path: string): Error {
  if (error.code === 'EADDRINUSE') return socketTaken(path, error)
  return refusal('connection_failed', `The server can't listen on ${path}: ${error.message}`, {
    // What Node says of a folder that isn't there.
    ...(error.code === 'EACCES'
      ? { hint: 'Its folder must be there, and this user must be allowed to write in it.' }
      : {}),
    cause: error,
  })
}
