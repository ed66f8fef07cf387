import { once } from 'node:events'
import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** A way to a server that can be cut: bytes pass through, until they don't. */
export interface NetworkCable {
  readonly port: number
  /** Breaks what is open, without a goodbye, and lets nothing new through. */
  cut(): void
  restore(): void
  /** Takes it away for good. */
  remove(): Promise<void>
}

export async function layNetworkCable(serverPort: number): Promise<NetworkCable> {
  const ends = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(serverPort, '127.0.0.1')
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.setNoDelay(true)
      end.pipe(other)
      end.on('error', () => end.destroy())
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The cable has no port')

  function cut(): void {
    isCut = true
    for (const end of ends) end.resetAndDestroy()
  }

  return {
    port: address.port,
    cut,
    restore() {
      isCut = false
    },
    async remove() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
