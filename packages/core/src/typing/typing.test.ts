import { createTestEnv, receivedMessage, scriptedAdapter, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import { typingStore } from './typing-store.ts'

function setup() {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  client.connection.connect()
  const { session } = adapter
  session.connected()
  const channel = client.channel('room')
  channel.lease()
  const store = typingStore(channel)
  session.attached('room', { epoch: 'e', offset: 0 })
  const hear = (clientId: string, data: unknown): void =>
    session.emit({
      type: 'signal',
      channel: 'room',
      signal: { channel: 'room', name: 'herenow:typing', data, clientId, info: null, connectionId: 'x', timestamp: 1 },
    })
  const typing = async (): Promise<string[]> => {
    await world.clock.advance(20)
    return store.getState().map(({ clientId }) => clientId)
  }
  const signals = (): string[] => session.calls.filter((call) => call.startsWith('signal'))
  return { world, client, channel, store, session, hear, typing, signals }
}

describe('typing', () => {
  it('sends a signal per change, a sign of life while it lasts, none per key, and ends by itself', async () => {
    const { world, store, signals } = setup()
    for (let key = 0; key < 20; key += 1) {
      store.set(true, 4_000)
      await world.clock.advance(250)
    }
    expect(signals()).toEqual(Array(3).fill('signal room herenow:typing 4000'))
    await world.clock.advance(3_999)
    expect(signals().at(-1)).toBe('signal room herenow:typing 0')
    store.set(false)
    expect(signals()).toHaveLength(4)
  })

  it('shows others until they stop, fall silent or send what they typed; never ourselves', async () => {
    const { world, session, hear, typing, channel } = setup()
    const heard: unknown[] = []
    channel.onSignal((signal) => heard.push(signal))
    hear('ana', 4_000)
    hear('ben', 4_000)
    hear('cem', 4_000)
    hear('dan', 4_000)
    expect(await typing()).toEqual(['ben', 'cem', 'dan'])
    hear('cem', 0)
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(1, { clientId: 'dan' }) })
    expect(await typing()).toEqual(['ben'])
    await world.clock.advance(2_000)
    hear('ben', 4_000)
    await world.clock.advance(3_000)
    expect(await typing()).toEqual(['ben'])
    await world.clock.advance(1_000)
    expect(await typing()).toEqual([])
    expect(heard).toEqual([])
  })

  it('takes odd data for "stopped", and leaves no timer when the channel is detached', async () => {
    const { world, channel, store, hear, typing } = setup()
    hear('ben', 1e12)
    hear('cem', { not: 'a number' })
    expect(await typing()).toEqual(['ben'])
    store.set(true)
    await channel.detach()
    await world.clock.advance(20)
    expect(store.getState()).toEqual([])
    expect(world.clock.pending).toBe(0)
  })

  it('is one store per channel, and refuses a value that is no channel of a client', () => {
    const { client, channel, store } = setup()
    expect(typingStore(client.channel('room'))).toBe(store)
    expect(typingStore(client.channel('other'))).not.toBe(store)
    expect(typingStore({ ...channel })).toBe(store)
    expect(() => typingStore({ name: 'room' } as unknown as typeof channel)).toThrow('client.channel')
  })

  it('leaves no timer when the client is closed, nor starts one after', async () => {
    const { world, client, store, hear } = setup()
    hear('ben', 4_000)
    store.set(true)
    await client.close()
    store.set(true)
    expect([world.clock.pending, store.getState()]).toEqual([0, []])
  })

  it('keeps other signals of the kit from listeners', () => {
    const { channel, session } = setup()
    const heard: string[] = []
    channel.onSignal(({ name }) => heard.push(name))
    for (const name of ['herenow:later', 'waved']) {
      const signal = { channel: 'room', name, data: 1, clientId: 'ben', info: null, connectionId: 'x', timestamp: 1 }
      session.emit({ type: 'signal', channel: 'room', signal })
    }
    expect(heard).toEqual(['waved'])
  })
})
