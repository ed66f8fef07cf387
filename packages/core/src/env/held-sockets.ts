import type { CreateSocket, Socket, SocketListener } from '@herenow/adapter'

/** Failures in a row after which the next socket is still opened within a second. */
const forgiven = 3
const abnormalClosure = 1006

/** Whether anything answers at the address of a socket. Never rejects. */
export type Reaches = (url: string, signal: AbortSignal) => Promise<boolean>

/** What is known of a host. */
interface Host {
  /** Sockets in a row that did not open. */
  failures: number
  /** Whether plain requests reach it while it is up; `null` before one was tried. */
  isReachable: boolean | null
}

/**
 * For browsers that hold back sockets after failures. Firefox waits longer before each new one, up to a minute, and
 * says so to nobody, so that a client would come back long after its server did.
 *
 * After some failures a plain request, which is never held back, finds out whether anything answers; only then is a
 * socket opened. So few sockets fail, and none is held back for long. Where a plain request didn't reach the host while
 * it was up (a policy of the page may forbid it), sockets are opened as ever.
 */
export function sparingSockets(open: CreateSocket, reaches: Reaches): CreateSocket {
  const hosts = new Map<string, Host>()
  return (url, protocols, listener) => {
    const host = hostAt(hosts, url)
    const create = (): Socket => open(url, protocols, counting(host, url, reaches, listener))
    const isSpared = host.failures >= forgiven && host.isReachable === true
    return isSpared ? openWhenReached(create, (signal) => reaches(url, signal), listener) : create()
  }
}

function hostAt(hosts: Map<string, Host>, url: string): Host {
  const name = /^wss?:\/\/[^/?#]+/i.exec(url)?.[0] ?? url
  const known = hosts.get(name)
  if (known) return known
  const host: Host = { failures: 0, isReachable: null }
  hosts.set(name, host)
  return host
}

/** Hears what a socket says, and hands it on. */
function counting(host: Host, url: string, reaches: Reaches, listener: SocketListener): SocketListener {
  let hasOpened = false
  return {
    onOpen(protocol) {
      hasOpened = true
      host.failures = 0
      if (host.isReachable === null) {
        void reaches(url, new AbortController().signal).then((isReachable) => (host.isReachable = isReachable))
      }
      listener.onOpen(protocol)
    },
    onMessage: (data) => listener.onMessage(data),
    onClose(code, reason) {
      if (!hasOpened) host.failures += 1
      listener.onClose(code, reason)
    },
    ...(listener.onBlocked ? { onBlocked: () => listener.onBlocked?.() } : {}),
    onRefused(answer) {
      host.failures += 1
      if (listener.onRefused) listener.onRefused(answer)
      else listener.onClose(abnormalClosure, '')
    },
  }
}

/** A socket that is opened once something answers, and has failed where nothing does. */
function openWhenReached(
  create: () => Socket,
  reaches: (signal: AbortSignal) => Promise<boolean>,
  listener: SocketListener,
): Socket {
  const given = new AbortController()
  let socket: Socket | null = null
  const tellClosed = (): void => listener.onClose(abnormalClosure, '')
  void reaches(given.signal).then((isReached) => {
    if (given.signal.aborted) return
    if (isReached) socket = create()
    else {
      given.abort()
      tellClosed()
    }
  })
  return {
    send: (data) => socket?.send(data),
    close(code, reason) {
      if (socket) socket.close(code, reason)
      // Told later, as by a real socket.
      else if (!given.signal.aborted) {
        given.abort()
        void Promise.resolve().then(tellClosed)
      }
    },
  }
}

/** Asks for the headers of the same address over HTTP. What is answered can't be read, and need not be. */
export const reachesByHttp: Reaches = async (url, signal) => {
  const address = url.replace(/^ws/i, 'http').replace(/[?#].*$/, '')
  try {
    await fetch(address, { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal })
    return true
  } catch {
    return false
  }
}

/** Whether we run in Firefox. Nothing but its name tells of what it holds back. */
export function holdsBackSockets(): boolean {
  return typeof navigator !== 'undefined' && /\bGecko\/.*\bFirefox\//.test(navigator.userAgent ?? '')
}
