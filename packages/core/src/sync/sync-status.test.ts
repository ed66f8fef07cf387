import { createTestEnv, scriptedAdapter, silentLogger } from '@herenow/testing'
import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import { syncStatusStore } from './sync-status.ts'

const gone = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })
const receipt = { position: { epoch: 'e', offset: 1 }, timestamp: 1, duplicate: false } as const

function setup() {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  client.on('error', () => {})
  const store = syncStatusStore(client)
  const seen: string[] = [store.getState()]
  store.subscribe((status) => seen.push(status))
  const drop = (): void =>
    adapter.session.emit({
      type: 'connection',
      state: { status: 'disconnected', reason: gone, attempt: 0, retryAt: 1 },
    })
  return { world, adapter, client, store, seen, drop, pass: () => world.clock.advance(20) }
}

describe('the sync status', () => {
  it('is synced before anything is needed, and one store for all who ask', () => {
    const { client, store } = setup()
    expect(store.getState()).toBe('synced')
    expect(syncStatusStore(client)).toBe(store)
  })

  it('is syncing while connecting, and while a message of any channel is under way', async () => {
    const { adapter, client, seen, pass } = setup()
    client.connection.connect()
    await pass()
    adapter.session.connected()
    await pass()
    void client.channel('room:a').publish('said', 1)
    void client.channel('room:b').publish('said', 2)
    await pass()
    adapter.session.publishes[0]?.answer([receipt])
    await pass()
    expect(seen).toEqual(['synced', 'syncing', 'synced', 'syncing'])
    adapter.session.publishes[1]?.answer([receipt])
    await pass()
    expect(seen.at(-1)).toBe('synced')
  })

  it('stays synced over a blip, unless something waits for its end', async () => {
    const { adapter, client, seen, drop, pass } = setup()
    client.connection.connect()
    adapter.session.connected()
    await pass()
    seen.length = 0
    drop()
    await pass()
    expect(seen).toEqual([])
    void client.channel('room').publish('said', 1)
    await pass()
    expect(seen).toEqual(['syncing'])
  })

  it('is offline once the connection is lost, and when it is closed', async () => {
    const { world, adapter, client, store, drop, pass } = setup()
    client.connection.connect()
    adapter.session.connected()
    drop()
    await world.clock.advance(3_100)
    expect(store.getState()).toBe('offline')
    adapter.session.connected()
    await pass()
    expect(store.getState()).toBe('synced')
    void client.connection.close()
    await pass()
    expect(store.getState()).toBe('offline')
  })
})
