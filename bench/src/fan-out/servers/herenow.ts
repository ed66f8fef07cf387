import { createServer } from '@herenow/server'
import type { ServerOptions } from '@herenow/server'
import type { FanOutServer } from '../variant.ts'
import { channel, secret } from '../variant.ts'

const silent = (): void => {}
const log = { debug: silent, info: silent, warn: silent, error: console.error }

/** Our server as `createServer` makes it: engine, history and recovery included. */
export function startHerenow(): Promise<FanOutServer> {
  return start({})
}

/** The same as one puts it on the internet: with auth, rules, an API and everything that may be asked of the app. */
export function startGuardedHerenow(): Promise<FanOutServer> {
  return start({
    auth: { secret },
    apiKey: 'the key of a back end',
    authorize: ({ client }) => client.clientId === 'reader',
    onPublish: () => true,
    rules: { [channel]: { history: { messages: 1_000, seconds: 3_600 } }, 'other:*': { publish: false } },
  })
}

async function start(options: ServerOptions): Promise<FanOutServer> {
  const server = createServer({ port: 0, log, ...options })
  const { port } = await server.listen()
  return { port, publish: (data) => void server.publish(channel, 'said', data) }
}
