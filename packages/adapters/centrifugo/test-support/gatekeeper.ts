import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'

/** A back end that Centrifugo asks before it lets a client into a channel. */
export interface Gatekeeper {
  readonly url: string
  deny(user: string, channel: string): void
  allow(user: string, channel: string): void
  stop(): Promise<void>
}

const refusal = { error: { code: 103, message: 'permission denied' } }

/** Where a proxy decides, what the client asks for doesn't count: it must be granted here, or forced by the namespace. */
const grant = { result: { override: { force_recovery: { value: true }, force_push_join_leave: { value: true } } } }

export async function startGatekeeper(): Promise<Gatekeeper> {
  const denied = new Set<string>()
  const server = createServer((request, response) => {
    void answer(request).then((text) => response.setHeader('Content-Type', 'application/json').end(text))
  })

  async function answer(request: IncomingMessage): Promise<string> {
    const { user, channel } = (await json(request)) as { readonly user: string; readonly channel: string }
    const isDenied = denied.has(`${user} ${channel}`)
    return JSON.stringify(isDenied ? refusal : grant)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The gatekeeper has no port')
  return {
    url: `http://127.0.0.1:${address.port}/subscribe`,
    deny: (user, channel) => void denied.add(`${user} ${channel}`),
    allow: (user, channel) => void denied.delete(`${user} ${channel}`),
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
