import type { HttpAnswer, Socket, SocketListener } from '@herenow/adapter'

/**
 * Decides which socket is heard: the newest, until it is let go of. Of any other neither frames nor the end count,
 * however late they come.
 */
export interface CurrentSocket {
  /** To write on; `null`: there is none, or it has ended. */
  readonly socket: Socket | null
  /** Makes a new one. */
  open(): void
  /** Closes it. It is heard until the other side has ended it. */
  close(code: number): void
  /** Closes it, and hears nothing more of it. */
  letGo(code: number): void
}

export interface CurrentSocketNeeds {
  /** Throws what the platform throws. */
  readonly create: (listener: SocketListener) => Socket
  /** `subprotocol`: the one that the server chose; empty when it chose none. */
  readonly onOpen: (subprotocol: string) => void
  readonly onFrame: (data: unknown) => void
  readonly onEnd: (code: number) => void
  /** What is at the address opens no socket. */
  readonly onRefused: (answer: HttpAnswer) => void
  /** The platform refused this socket. */
  readonly onBlocked: () => void
  /** The platform makes no socket for this URL. */
  readonly onImpossible: (cause: unknown) => void
}

export function createCurrentSocket(needs: CurrentSocketNeeds): CurrentSocket {
  let socket: Socket | null = null
  /** Of the socket that is heard. */
  let generation = 0

  function listener(): SocketListener {
    generation += 1
    const own = generation
    const ifCurrent = (take: () => void): void => {
      if (own === generation) take()
    }
    return {
      onOpen: (subprotocol) => ifCurrent(() => needs.onOpen(subprotocol)),
      onMessage: (data) => ifCurrent(() => needs.onFrame(data)),
      onClose: (code) =>
        ifCurrent(() => {
          socket = null
          needs.onEnd(code)
        }),
      onBlocked: () => ifCurrent(() => needs.onBlocked()),
      onRefused: (answer) =>
        ifCurrent(() => {
          socket = null
          needs.onRefused(answer)
        }),
    }
  }

  return {
    get socket() {
      return socket
    },
    open() {
      try {
        socket = needs.create(listener())
      } catch (cause) {
        needs.onImpossible(cause)
      }
    },
    close: (code) => socket?.close(code),
    letGo(code) {
      const old = socket
      socket = null
      generation += 1
      old?.close(code)
    },
  }
}
