import type { Env } from '@herenow/adapter'

/**
 * The world as it is: real time, real sockets. For tests that talk to a real service. The network is always up, the
 * page always visible, and storage forgets with the process.
 */
export function createRealEnv(): Env {
  const values = new Map<string, string>()
  return {
    clock: {
      now: () => performance.now(),
      date: () => Date.now(),
      setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
      clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    },
    random: { next: () => Math.random(), bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
    createSocket(url, protocols, listener) {
      const socket = new WebSocket(url, [...protocols])
      socket.binaryType = 'arraybuffer'
      socket.addEventListener('open', () => listener.onOpen(socket.protocol))
      socket.addEventListener('message', (event) => listener.onMessage(event.data))
      socket.addEventListener('close', (event) => listener.onClose(event.code, event.reason))
      return socket
    },
    network: { online: true, subscribe: () => () => {} },
    visibility: { visible: true, subscribe: () => () => {} },
    storage: {
      get: (key) => values.get(key) ?? null,
      set: (key, value) => void values.set(key, value),
      remove: (key) => void values.delete(key),
    },
  }
}
