import type { CreateSocket } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'

/** The platform's `WebSocket`. Node has one from version 22 on. */
export const createWebSocket: CreateSocket = (url, protocols, listener) => {
  if (typeof WebSocket === 'undefined') {
    throw new RealtimeError({
      code: 'unsupported',
      message: 'There is no WebSocket here.',
      hint: 'Use Node 22 or later, or pass `env: { createSocket }` to createClient.',
    })
  }
  const socket = new WebSocket(url, [...protocols])
  socket.addEventListener('open', () => listener.onOpen(socket.protocol))
  socket.addEventListener('message', (event) => listener.onMessage(event.data))
  socket.addEventListener('close', (event) => listener.onClose(event.code, event.reason))
  return {
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
  }
}
