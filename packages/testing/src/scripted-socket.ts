import type { CreateSocket, Socket, SocketListener } from '@herenow/adapter'

/** An item of a frame, as JSON gave it. */
export type SentItem = Readonly<Record<string, unknown>>

/** The far end of one socket that the code under test opened. */
export interface ScriptedSocket {
  readonly url: string
  readonly protocols: readonly string[]
  readonly status: 'connecting' | 'open' | 'closing' | 'closed'
  /** Text frames in the order they were sent. */
  readonly frames: readonly string[]
  /** The items of all frames, array frames taken apart. */
  readonly sent: readonly SentItem[]
  /** How the code under test closed it; `null` while it has not. */
  readonly closedWith: { readonly code: number | undefined; readonly reason: string | undefined } | null
  /** The handshake succeeds. Default: with the first subprotocol on offer. */
  open(protocol?: string): void
  /** One frame with one item, or with an array of several. */
  receive(...items: readonly object[]): void
  /** One frame as it is: broken text, or what a platform gives for a binary frame. */
  receiveRaw(data: unknown): void
  /** The far end, or the network, ends it. Default code: 1006, no goodbye. */
  close(code?: number, reason?: string): void
}

/** What the far end does by itself. Everything else is up to the test. */
export interface SocketScript {
  /** A socket was asked for and handed out a moment ago; it is still connecting. */
  onCreate?(socket: ScriptedSocket): void
  /** The code under test sent an item. */
  onItem?(item: SentItem, socket: ScriptedSocket): void
  /** Whether a close that the code under test starts comes to its end. Default `true`. */
  readonly answersClose?: boolean
}

/** A `CreateSocket` and what it made. */
export interface ScriptedSockets {
  readonly createSocket: CreateSocket
  /** All sockets, oldest first. */
  readonly all: readonly ScriptedSocket[]
  /** The newest; throws while there is none. */
  readonly latest: ScriptedSocket
  /** How many are connecting or open. */
  readonly live: number
}

/** Makes sockets that lead nowhere: the test plays the far end, by hand or by a script. */
export function scriptedSocket(script: SocketScript = {}): ScriptedSockets {
  const all: ScriptedSocket[] = []
  return {
    all,
    createSocket(url, protocols, listener) {
      const [near, far] = socketPair(url, protocols, listener, script)
      all.push(far)
      queueMicrotask(() => script.onCreate?.(far))
      return near
    },
    get latest() {
      const latest = all.at(-1)
      if (latest === undefined) throw new Error('No socket was opened yet')
      return latest
    },
    get live() {
      return all.filter((socket) => socket.status === 'connecting' || socket.status === 'open').length
    },
  }
}

function socketPair(
  url: string,
  protocols: readonly string[],
  listener: SocketListener,
  script: SocketScript,
): [Socket, ScriptedSocket] {
  const frames: string[] = []
  const sent: SentItem[] = []
  let status: ScriptedSocket['status'] = 'connecting'
  let closedWith: ScriptedSocket['closedWith'] = null

  function end(code: number, reason: string): void {
    if (status === 'closed') return
    status = 'closed'
    listener.onClose(code, reason)
  }

  const far: ScriptedSocket = {
    url,
    protocols,
    frames,
    sent,
    get status() {
      return status
    },
    get closedWith() {
      return closedWith
    },
    open(protocol = protocols[0] ?? '') {
      if (status !== 'connecting') throw new Error(`A socket that is ${status} can't open`)
      status = 'open'
      listener.onOpen(protocol)
    },
    receive: (...items) => far.receiveRaw(JSON.stringify(items.length === 1 ? items[0] : items)),
    receiveRaw(data) {
      if (status === 'connecting') throw new Error('Nothing arrives before the handshake')
      if (status !== 'closed') listener.onMessage(data)
    },
    close: (code = 1006, reason = '') => end(code, reason),
  }

  const near: Socket = {
    send(data) {
      if (status === 'connecting') throw new Error('InvalidStateError: still connecting')
      if (status !== 'open') return
      frames.push(data)
      for (const item of itemsOf(data)) {
        sent.push(item)
        script.onItem?.(item, far)
      }
    },
    close(code, reason) {
      // As browsers do: other codes are not a page's to send.
      if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) {
        throw new Error(`InvalidAccessError: close code ${code}`)
      }
      if (status === 'closed' || status === 'closing') return
      const wasOpen = status === 'open'
      status = 'closing'
      closedWith = { code, reason }
      if (script.answersClose ?? true) queueMicrotask(() => end(wasOpen ? (code ?? 1005) : 1006, ''))
    },
  }
  return [near, far]
}

function itemsOf(frame: string): readonly SentItem[] {
  const parsed: unknown = JSON.parse(frame)
  return (Array.isArray(parsed) ? parsed : [parsed]) as readonly SentItem[]
}
