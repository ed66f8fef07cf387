import { platformSockets } from '@herenow/react'
import type { Env } from '@herenow/react'

/** A network that can be taken away, to see what the kit does about it. */
export interface NetworkSwitch extends Pick<Env, 'createSocket' | 'network'> {
  readonly isOn: () => boolean
  readonly set: (on: boolean) => void
}

type SocketListener = Parameters<Env['createSocket']>[2]
type Socket = ReturnType<Env['createSocket']>

/** What a socket's end without a goodbye looks like to a page. */
const abnormal = 1006
/** A code of our own, so that the server too takes it for a loss and not for a leave. */
const cut = 4900

/** Cuts every open socket and refuses new ones while it is off. */
export function createNetworkSwitch(): NetworkSwitch {
  const open = platformSockets()
  const cutters = new Set<() => void>()
  const listeners = new Set<(online: boolean) => void>()
  let on = true
  const isOnline = (): boolean => on && navigator.onLine
  const tell = (): void => listeners.forEach((listener) => listener(isOnline()))
  return {
    isOn: () => on,
    set: (next) => {
      if (next === on) return
      on = next
      if (!on) cutters.forEach((cutSocket) => cutSocket())
      tell()
    },
    createSocket: (url, protocols, listener) =>
      on ? withCutter(cutters, listener, (heard) => open(url, protocols, heard)) : refuseSocket(listener),
    network: {
      get online() {
        return isOnline()
      },
      subscribe: (listener) => subscribe(listeners, listener, tell),
    },
  }
}

/** A socket that may be cut: then its listener hears of the end at once, and nothing more. */
function withCutter(
  cutters: Set<() => void>,
  listener: SocketListener,
  open: (listener: SocketListener) => Socket,
): Socket {
  let isOver = false
  const end = (tell: () => void): void => {
    if (isOver) return
    isOver = true
    cutters.delete(cutSocket)
    tell()
  }
  const socket = open({
    onOpen: (protocol) => !isOver && listener.onOpen(protocol),
    onMessage: (data) => !isOver && listener.onMessage(data),
    onClose: (code, reason) => end(() => listener.onClose(code, reason)),
    onBlocked: () => end(() => (listener.onBlocked ? listener.onBlocked() : listener.onClose(abnormal, ''))),
  })
  function cutSocket(): void {
    socket.close(cut)
    end(() => listener.onClose(abnormal, ''))
  }
  cutters.add(cutSocket)
  return socket
}

function refuseSocket(listener: SocketListener): Socket {
  const refusal = setTimeout(() => listener.onClose(abnormal, ''))
  return { send: () => undefined, close: () => clearTimeout(refusal) }
}

function subscribe(
  listeners: Set<(online: boolean) => void>,
  listener: (online: boolean) => void,
  tell: () => void,
): () => void {
  if (listeners.size === 0) {
    addEventListener('online', tell)
    addEventListener('offline', tell)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    removeEventListener('online', tell)
    removeEventListener('offline', tell)
  }
}
