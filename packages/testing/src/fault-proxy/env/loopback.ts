/** One end of a TCP connection, reduced to what a proxy does with it. */
export interface TcpSocket {
  /** `done` is called when the bytes have left this process, or never will. One write at a time is one segment. */
  write(bytes: Uint8Array, done: () => void): void
  /** FIN: nothing more will be written. */
  end(): void
  /** RST; where a FIN has been sent before, only the end of both directions. */
  reset(): void
  /** Stops reading: what the peer sends piles up at its side. */
  pause(): void
  resume(): void
}

/** What a socket tells. Nothing comes after `onGone`. */
export interface TcpListener {
  onBytes(bytes: Uint8Array): void
  /** The peer has sent its FIN; we may still write. */
  onEnd(): void
  /** Both directions are over, cleanly or not. */
  onGone(): void
}

/** A port that takes connections. */
interface TcpPort {
  readonly port: number
  close(): Promise<void>
}

/** TCP on this machine. */
export interface Loopback {
  /** Takes connections on a free port. `accept` gets each, reading nothing yet, and says who listens. */
  listen(accept: (socket: TcpSocket) => TcpListener): Promise<TcpPort>
  /** Connects; what is written before it stands waits. A failure is `onGone`. */
  connect(port: number, host: string, listener: TcpListener): TcpSocket
}

/** Loads TCP. Only where there is Node: rejects elsewhere. */
export async function loadLoopback(): Promise<Loopback> {
  // oxlint-disable-next-line eslint/no-restricted-imports -- Loaded when asked for: tests in browsers import this package too.
  const net = await import('node:net')

  return {
    listen: (accept) =>
      new Promise((resolve, reject) => {
        // Half-open on purpose: the proxy decides when a FIN is handed on. Delays come from faults alone.
        const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (socket) => {
          let listener: TcpListener | null = null
          const own: TcpListener = {
            onBytes: (bytes) => listener?.onBytes(bytes),
            onEnd: () => listener?.onEnd(),
            onGone: () => listener?.onGone(),
          }
          listener = accept(wrap(socket, own))
        })
        server.once('error', reject)
        server.listen(0, '127.0.0.1', () => {
          const address = server.address()
          if (address === null || typeof address === 'string') return reject(new Error('The proxy got no port'))
          resolve({
            port: address.port,
            close: () => new Promise((closed) => void server.close(() => closed())),
          })
        })
      }),
    connect: (port, host, listener) => wrap(net.connect({ port, host, allowHalfOpen: true, noDelay: true }), listener),
  }
}

/** The part of `net.Socket` that is used here. */
interface NodeSocket {
  write(bytes: Uint8Array, done: () => void): boolean
  end(): unknown
  readonly connecting: boolean
  readonly writableEnded: boolean
  destroy(): unknown
  resetAndDestroy(): unknown
  pause(): unknown
  resume(): unknown
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown
  on(event: 'end' | 'close' | 'error', listener: () => void): unknown
}

function wrap(socket: NodeSocket, listener: TcpListener): TcpSocket {
  socket.on('data', (bytes) => listener.onBytes(bytes))
  socket.on('end', () => listener.onEnd())
  // What went wrong doesn't matter to a proxy; `close` follows.
  socket.on('error', () => {})
  socket.on('close', () => listener.onGone())
  return {
    write: (bytes, done) => void socket.write(bytes, () => done()),
    end: () => void socket.end(),
    reset() {
      // Where a FIN is under way, or nothing stands yet, the system can't send a RST and Node would wait for ever.
      if (socket.writableEnded || socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  }
}
