import { join } from 'node:path'
import { createClient } from '@herenow/core'
import { silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished } from 'vitest'
import type { Server } from '../../server.ts'
import { createServer } from '../../create-server.ts'
import { numbered } from '../../testing/support/outgoing-messages.ts'
import { copyAsCrashed, temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import { SqliteEngine } from './sqlite-engine.ts'

const rules = { '*': { history: { messages: 5_000 } } }

/** A server on a file, on a machine whose run has this name. */
async function serve(
  path: string,
  boot: string,
  port = 0,
): Promise<{ readonly server: Server; readonly port: number }> {
  const host = { bootIdentity: () => boot, connected: () => {} }
  const engine = new SqliteEngine({ path, durability: 'os', newEpoch: false, host })
  const server = createServer({ port, engine, rules, log: silentLogger })
  const address = await server.listen()
  onTestFinished(() => server.close())
  return { server, port: address.port }
}

async function publish(server: Server, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => server.publish('room:a', 'said', id, { id })))
}

it('tells a client nothing twice after a power cut that took the newest messages, and goes on in the new epoch', async () => {
  const folder = temporaryFolder()
  const first = await serve(join(folder, 'a/herenow.db'), 'id:first')
  const adapter = websocket(`ws://127.0.0.1:${first.port}?reconnect_interval=0.05`)
  const client = createClient({ adapter, clientId: 'ana', log: silentLogger })
  onTestFinished(() => client.close())
  const channel = client.channel('room:a')
  const heard: string[] = []
  const soon = { timeout: 10_000 }
  channel.subscribe(({ id }) => heard.push(id))
  channel.onGap(({ afterId }) => heard.push(`gap after ${afterId}`))
  await channel.attach()
  const [kept, lost] = [numbered('kept', 2_290), numbered('lost', 10)]
  await publish(first.server, kept)
  copyAsCrashed(join(folder, 'a'), join(folder, 'b'))
  await publish(first.server, lost)
  await expect.poll(() => heard.length, soon).toBe(2_300)

  await first.server.close()
  const second = await serve(join(folder, 'b/herenow.db'), 'id:second', first.port)
  await publish(second.server, ['new1', 'new2'])
  await expect.poll(() => heard.at(-1), soon).toBe('new2')
  expect(heard.splice(0)).toEqual([...kept, ...lost, 'gap after lost10', 'new1', 'new2'])

  await second.server.close()
  const third = await serve(join(folder, 'b/herenow.db'), 'id:second', first.port)
  await publish(third.server, ['new3'])
  await expect.poll(() => heard, soon).toEqual(['new3'])
})
