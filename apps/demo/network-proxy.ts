import type { ProxyOptions } from 'vite'

/** Where a page that was opened from another machine reaches the server. */
const path = '/realtime'

/**
 * Lets pages of `origins` reach the server through the address that they came from. The server itself stays where only this
 * machine reaches it, and takes only pages of this machine: it is told that such a page is one. Pages of other origins are
 * cut off, as the server would do; programs that send no origin get in.
 */
export function networkProxy(server: string, origins: readonly string[]): Record<string, ProxyOptions> {
  return {
    [path]: {
      target: server,
      ws: true,
      rewrite: () => '/',
      configure(proxy) {
        proxy.on('proxyReqWs', (toServer, { headers: { origin } }, socket) => {
          if (origin === undefined) return
          if (origins.includes(origin)) toServer.setHeader('origin', 'http://localhost')
          else socket.destroy()
        })
      },
    },
  }
}
