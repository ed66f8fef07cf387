import type { Logger } from '@herenow/adapter'
import type { Hello, Welcome } from '@herenow/protocol'
import { onTestFinished } from 'vitest'
import type { ServerOptions } from '../../config.ts'
import { resolveConfig } from '../../config.ts'
import { nodeEnv } from '../../env/node-env.ts'
import type { ServerEnv } from '../../env/server-env.ts'
import type { Address } from '../../http/address.ts'
import { RunningServer } from '../../running-server.ts'
import { ManualClock } from '../manual-clock.ts'
import { RawClient } from './raw-client.ts'

/** A real server on a free port, whose time a test decides. */
export interface TestServer extends Address {
  readonly server: RunningServer
  readonly clock: ManualClock
  /** Texts of warnings and errors. */
  readonly complaints: string[]
  /** Opens a client and says `hello`. */
  readonly client: (hello?: Partial<Hello>) => Promise<RawClient & { readonly welcome: Welcome }>
}

/** Starts a server for one test; it and all clients are gone when the test has finished. */
export async function startTestServer(options: ServerOptions = {}, env: Partial<ServerEnv> = {}): Promise<TestServer> {
  const clock = new ManualClock()
  const complaints: string[] = []
  const complain = (message: string): void => void complaints.push(message)
  const log: Logger = { debug() {}, info() {}, warn: complain, error: complain }
  const server = new RunningServer(
    resolveConfig({ port: 0, log, ...options }, () => log),
    { ...nodeEnv, clock, ...env },
  )
  const address = await server.listen()
  const clients: RawClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.socket.terminate()
    await server.close()
  })
  return {
    ...address,
    server,
    clock,
    complaints,
    async client(hello = {}) {
      const client = new RawClient(address.url)
      clients.push(client)
      const welcome = await client.hello(hello)
      return Object.assign(client, { welcome })
    },
  }
}
