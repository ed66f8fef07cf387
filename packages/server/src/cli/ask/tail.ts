import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import type { Api } from '../../api-client/index.ts'
import { ApiError } from '../../api-client/index.ts'
import type { Settled } from '../../settings/settle.ts'
import type { Terminal } from '../terminal.ts'
import { printLines } from './json-lines.ts'
import { Told } from './told.ts'

const clientId = 'herenow-tail'

/** Prints the messages of a channel as they come, until it is asked to stop. Resolves with the exit code. */
export async function runTail(settled: Settled, terminal: Terminal): Promise<number> {
  const stopAsked = terminal.stopAsked()
  const told = new Told(settled, 'tail')
  const name = told.argument('channel')
  const count = told.number('limit', 0, 0)
  const token = await tokenSource(await told.api(), name)
  const client = createClient({ adapter: websocket(told.server().url), clientId, token, log: quiet })
  try {
    const following = follow(client, name, count, terminal).then(() => stopAsked)
    await Promise.race([following, failed(client), stopAsked])
  } finally {
    await client.close()
  }
  return 0
}

async function follow(client: Client, name: string, count: number, terminal: Terminal): Promise<void> {
  const channel = client.channel(name, { presence: false, ...(count > 0 ? { rewind: count } : {}) })
  channel.subscribe(({ id, clientId: author, info, timestamp, data, ...message }) =>
    printLines(terminal, [{ id, name: message.name, clientId: author, info, timestamp, data }]),
  )
  channel.onGap(() => printLines(terminal, [{ gap: true }]))
  client.connection.onLost(() => printLines(terminal, [{ connection: 'lost' }]))
  client.connection.onRestored(() => printLines(terminal, [{ connection: 'restored' }]))
  await channel.attach()
}

/** Never resolves; rejects when there is no coming back, or the first attempt tells that there is no such server. */
function failed({ connection }: Client): Promise<never> {
  return new Promise((_, reject) => {
    connection.onFailed(({ reason }) => reject(reason))
    const stop = connection.on('disconnected', ({ reason }) => reject(reason))
    connection.on('connected', stop)
  })
}

/** Where tokens come from; `undefined`: the server signs none, and perhaps wants none. */
async function tokenSource(api: Api, channel: string): Promise<(() => Promise<string>) | undefined> {
  const fetchToken = (): Promise<string> =>
    api.token({ clientId, capabilities: { [channel]: ['subscribe', 'history'] } })
  try {
    await fetchToken()
    return fetchToken
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unsupported') return undefined
    throw error
  }
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
