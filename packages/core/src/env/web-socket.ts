import type { CreateSocket, SocketListener } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import { failure } from '../client/errors.ts'

/** Milliseconds that a platform has for the `close` that follows an `error`. */
const closeTime = 250

/** The platform's `WebSocket`. Node has one from version 22 on. */
export const createWebSocket: CreateSocket = (url, protocols, listener) => {
  if (typeof WebSocket === 'undefined') {
    throw failure('unsupported', `There is no WebSocket in ${platform()}.`, { hint: hint('no-web-socket') })
  }
  const socket = new WebSocket(url, [...protocols])
  // A blob is read later, and so after what came behind it.
  socket.binaryType = 'arraybuffer'
  tellEvents(socket, listener)
  return socket
}

function platform(): string {
  // Read as what it may be: browsers have no `process`, and bundlers put all kinds of things in its place.
  const { process } = globalThis as { readonly process?: { readonly versions?: { readonly node?: unknown } } }
  const version = process?.versions?.node
  return typeof version === 'string' ? `Node ${version}; it has one from version 22 on` : 'this platform'
}

function tellEvents(socket: WebSocket, listener: SocketListener): void {
  let isOver = false
  let hasOpened = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = (tell: () => void): void => {
    clearTimeout(timer)
    if (!isOver) tell()
    isOver = true
  }
  socket.addEventListener('open', () => {
    hasOpened = true
    listener.onOpen(socket.protocol)
  })
  socket.addEventListener('message', (event) => listener.onMessage(event.data))
  socket.addEventListener('close', (event) => end(() => listener.onClose(event.code, event.reason)))
  // Where a policy blocks the socket, browsers fire an error and nothing else.
  socket.addEventListener('error', () => {
    if (!hasOpened) timer = setTimeout(() => end(() => tellBlocked(listener)), closeTime)
  })
}

function tellBlocked(listener: SocketListener): void {
  if (listener.onBlocked) listener.onBlocked()
  else listener.onClose(1006, '')
}
