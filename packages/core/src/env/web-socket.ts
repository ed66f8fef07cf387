import type { CreateSocket } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import { failure } from '../client/problems.ts'

/** The platform's `WebSocket`. Node has one from version 22 on. */
export const createWebSocket: CreateSocket = (url, protocols, listener) => {
  if (typeof WebSocket === 'undefined') {
    throw failure('unsupported', 'There is no WebSocket here.', { hint: hint('no-web-socket') })
  }
  const socket = new WebSocket(url, [...protocols])
  socket.addEventListener('open', () => listener.onOpen(socket.protocol))
  socket.addEventListener('message', (event) => listener.onMessage(event.data))
  socket.addEventListener('close', (event) => listener.onClose(event.code, event.reason))
  return socket
}
