import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestEnv, receivedMessage, scriptedAdapter, silentLogger } from '@herenow/testing'
import type { TestEnv } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { Client } from './client.ts'
import { createClient } from './create-client.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** A client as one login makes it: used, then closed. */
async function loginAndLogout({ env }: TestEnv): Promise<WeakRef<Client>> {
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env, log: silentLogger })
  const channel = client.channel('room')
  channel.subscribe(() => {})
  channel.lease()
  channel.presence.lease({ mood: 'good' })
  adapter.session.connected()
  adapter.session.attached('room', { epoch: 'e', offset: 0 })
  adapter.session.emit({ type: 'message', channel: 'room', message: receivedMessage(1) })
  channel.publish('said', 'x'.repeat(10_000)).catch(() => {})
  await client.close()
  return new WeakRef(client)
}

it('leaves nothing of a thousand clients that were made and closed, one for each login', async () => {
  const world = createTestEnv()
  const clients: WeakRef<Client>[] = []
  for (let login = 0; login < 1_000; login += 1) clients.push(await loginAndLogout(world))
  await world.clock.advance(1_000)
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
  expect(clients.filter((client) => client.deref()).length).toBeLessThanOrEqual(1)
  expect([world.clock.pending, world.network.listeners, world.visibility.listeners]).toEqual([0, 0, 0])
})
