import type { CreateSocket, HttpAnswer, Socket } from '@herenow/adapter'
import type { IStompSocket } from '@stomp/stompjs'

/** What is known of a socket that never opened. */
export interface SocketNotes {
  /** What is at the address answers HTTP, and opens no socket. */
  readonly onRefused: (answer: HttpAnswer) => void
  /** The platform refused it, as a Content-Security-Policy makes it. */
  readonly onBlocked: () => void
  /** The platform makes no socket for this URL. */
  readonly onImpossible: (cause: unknown) => void
}

const state = { connecting: 0, open: 1, closing: 2, closed: 3 }
const abnormalClosure = 1006

/** A socket of `Env`, in the shape in which the SDK knows sockets. */
export function openStompSocket(
  create: CreateSocket,
  url: string,
  protocols: readonly string[],
  notes: SocketNotes,
): IStompSocket {
  let readyState = state.connecting
  let socket: Socket | null = null

  function ended(code: number, reason: string): void {
    if (readyState === state.closed) return
    readyState = state.closed
    adapted.onclose?.({ code, reason, wasClean: code !== abnormalClosure })
  }

  function close(): void {
    if (readyState < state.closing) readyState = state.closing
    socket?.close()
  }

  const adapted: IStompSocket = {
    url,
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    get readyState() {
      return readyState
    },
    send(data) {
      if (typeof data !== 'string') throw new TypeError('Only text can be sent: leave forceBinaryWSFrames off.')
      socket?.send(data)
    },
    close,
    terminate() {
      close()
      ended(abnormalClosure, '')
    },
  }
  try {
    socket = create(url, protocols, {
      onOpen() {
        if (readyState !== state.connecting) return
        readyState = state.open
        adapted.onopen?.()
      },
      onMessage: (data) => adapted.onmessage?.({ data }),
      onClose: ended,
      onBlocked() {
        notes.onBlocked()
        ended(abnormalClosure, '')
      },
      onRefused(answer) {
        notes.onRefused(answer)
        ended(abnormalClosure, '')
      },
    })
  } catch (cause) {
    readyState = state.closed
    notes.onImpossible(cause)
  }
  return adapted
}
