import type { Server } from 'node:http'

/** The port of a server that listens. */
export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address === 'object' && address !== null) return address.port
  throw new Error('The server is not listening')
}
