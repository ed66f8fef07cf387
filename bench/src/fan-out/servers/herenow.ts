import { createServer } from '@herenow/server'
import type { FanOutServer } from '../variant.ts'
import { channel } from '../variant.ts'

/** Our server as `createServer` makes it: engine, history and recovery included. */
export async function startHerenow(): Promise<FanOutServer> {
  const silent = (): void => {}
  const server = createServer({ port: 0, log: { debug: silent, info: silent, warn: silent, error: console.error } })
  const { port } = await server.listen()
  return { port, publish: (data) => void server.publish(channel, 'said', data) }
}
