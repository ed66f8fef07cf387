import type { Env, Logger } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from './client.ts'
import { createClient } from './create-client.ts'
import { occupancyView } from '../occupancy/create-occupancy-view.ts'

const at = (offset: number) => ({ epoch: 'e', offset })

function broken(): never {
  throw new Error('broken')
}

const brokenLogger: Logger = { debug: broken, info: broken, warn: broken, error: broken }

/** A client with everything under way: attached, present, publishing, listening, followed. */
async function busy(options: Partial<ClientOptions> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger, ...options })
  const channel = client.channel('room')
  const heard: string[] = []
  const states: string[] = []
  channel.subscribe(broken)
  channel.subscribe(({ id }) => heard.push(id))
  channel.state.subscribe(broken)
  channel.state.subscribe(({ status }) => states.push(status))
  channel.log.subscribe(broken)
  channel.onGap(broken)
  channel.onSignal(broken)
  channel.presence.members.subscribe(broken)
  channel.presence.subscribe(broken)
  client.connection.subscribe(broken)
  occupancyView(client).lease()
  client.connection.connect()
  const { session } = adapter
  session.connected()
  channel.presence.lease({ x: 1 })
  session.grant('room', at(0))
  session.presences[0]?.answer()
  session.emit({ type: 'message', channel: 'room', message: receivedMessage(1) })
  const publishing = channel.publish('said', 1)
  await settled()
  session.publishes[0]?.answer([{ position: at(2), timestamp: 1, duplicate: false }])
  await world.clock.advance(50)
  const log = channel.log.getState().messages.map(({ status, data }) => `${String(data)} ${status}`)
  return { world, client, channel, session, heard, states, publishing, log }
}

describe('a client whose surroundings throw', () => {
  it('goes on, whatever its listeners throw', async () => {
    const { heard, states, publishing, log, client, world } = await busy()
    await expect(publishing).resolves.toMatchObject({ position: at(2) })
    expect([heard, states, log]).toEqual([['m1'], ['attaching', 'attached'], ['1 sent', '1 sent']])
    await client.close()
    expect(world.clock.pending).toBe(0)
  })

  it('goes on with a logger that throws', async () => {
    const { heard, states, publishing, log, session, channel, world } = await busy({ log: brokenLogger })
    await expect(publishing).resolves.toMatchObject({ position: at(2) })
    expect([heard, states, log]).toEqual([['m1'], ['attaching', 'attached'], ['1 sent', '1 sent']])
    const reason = new RealtimeError({ code: 'forbidden', message: 'no' })
    session.emit({ type: 'channel', channel: 'room', state: { status: 'failed', reason } })
    await world.clock.advance(50)
    expect(channel.state.getState().status).toBe('failed')
  })

  it('goes on with error listeners that throw, or cause more errors', async () => {
    const { client, channel, heard, session, world } = await busy()
    const errors: string[] = []
    client.on('error', broken)
    client.on('error', ({ code }) => {
      errors.push(code)
      void channel.publish('', 1)
    })
    session.emit({ type: 'error', error: new RealtimeError({ code: 'server_error', message: 'no' }) })
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(3) })
    await world.clock.advance(50)
    expect(heard).toEqual(['m1', 'm3'])
    expect(errors.filter((code) => code === 'server_error')).toHaveLength(1)
    expect(errors.length).toBeLessThan(20)
  })

  it.each([
    ['clock.now', (env: Env) => ({ clock: { ...env.clock, now: broken } })],
    ['clock.date', (env: Env) => ({ clock: { ...env.clock, date: broken } })],
    ['clock.clearTimeout', (env: Env) => ({ clock: { ...env.clock, clearTimeout: broken } })],
    ['random.next', (env: Env) => ({ random: { ...env.random, next: broken } })],
    ['network', () => ({ network: { online: true, subscribe: broken } })],
    ['visibility', () => ({ visibility: { visible: true, subscribe: broken } })],
    ['storage', () => ({ storage: { get: broken, set: broken, remove: broken } })],
  ])('goes on with an env whose %s throws', async (_, breakPart) => {
    const { env } = createTestEnv()
    const { heard, states, publishing } = await busy({ env: { ...env, ...breakPart(env) } })
    await expect(publishing).resolves.toMatchObject({ position: at(2) })
    expect([heard, states]).toEqual([['m1'], ['attaching', 'attached']])
  })

  it('sends nothing under an id that could be guessed, and says which part of env is broken', async () => {
    const { env } = createTestEnv()
    const { publishing } = await busy({ env: { ...env, random: { ...env.random, bytes: broken } } })
    await expect(publishing).rejects.toMatchObject({ code: 'unsupported', message: 'env.random.bytes threw.' })
  })

  it('reports a broken part of env once', () => {
    const { env } = createTestEnv()
    const errors: RealtimeError[] = []
    const adapter = scriptedAdapter()
    const storage = { get: broken, set: broken, remove: broken }
    const client = createClient({ adapter, env: { ...env, storage }, log: silentLogger })
    client.on('error', (error) => errors.push(error))
    client.connection.connect()
    expect(errors.map(({ message }) => message)).toEqual(['env.storage.get threw.', 'env.storage.set threw.'])
    expect(client.clientId).toMatch(/^anon-/)
  })

  it('goes on when the adapter throws instead of rejecting', async () => {
    const world = createTestEnv()
    const scripted = scriptedAdapter()
    const errors: RealtimeError[] = []
    const client = createClient({
      adapter: {
        spec: 'v1',
        name: 'broken',
        capabilities: scripted.capabilities,
        open: (context) => ({
          ...scripted.open(context),
          attach: broken,
          detach: broken,
          publish: broken,
          history: broken,
          compare: broken,
          watchOccupancy: broken,
          close: broken,
        }),
      },
      clientId: 'ana',
      env: world.env,
      log: silentLogger,
    })
    client.on('error', (error) => errors.push(error))
    occupancyView(client).lease()
    client.connection.connect()
    scripted.session.connected()
    await expect(client.channel('room').attach()).rejects.toMatchObject({ code: 'server_error' })
    expect(client.channel('room').state.getState().status).toBe('failed')
    await expect(client.channel('room').publish('said', 1)).rejects.toMatchObject({ code: 'server_error' })
    await client.connection.close()
    expect(client.connection.getState().status).toBe('closed')
    expect(errors.length).toBeGreaterThan(0)
  })

  it('fails with a typed error when the adapter cannot open a session', () => {
    const { env } = createTestEnv()
    const adapter = {
      ...({ spec: 'v1', name: 'broken' } as const),
      capabilities: scriptedAdapter().capabilities,
      open: broken,
    }
    const client = createClient({ adapter, env, log: silentLogger })
    client.connection.connect()
    expect(client.connection.getState()).toMatchObject({ status: 'failed', reason: { code: 'server_error' } })
  })
})

describe('a client that the service takes for somebody else', () => {
  it('fails, and sends nothing of what was written before', async () => {
    const world = createTestEnv()
    const adapter = scriptedAdapter()
    const client = createClient({ adapter, token: 't', env: world.env, log: silentLogger })
    client.connection.connect()
    adapter.session.connected('ana')
    void client.channel('room').publish('said', 1)
    const reason = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })
    adapter.session.emit({
      type: 'connection',
      state: { status: 'disconnected', reason, attempt: 0, retryAt: null },
    })
    adapter.session.publishes[0]?.answer([{ error: reason }])
    await settled()
    adapter.session.connected('bob')
    expect(client.connection.getState()).toMatchObject({ status: 'failed', reason: { code: 'unauthorized' } })
    expect(client.clientId).toBe('ana')
    expect(adapter.session.publishes).toHaveLength(1)
    expect(adapter.session.calls.at(-1)).toBe('close')
  })
})

describe('long times', () => {
  it.each([Infinity, 30 * 86_400_000])('wait as long as they say (%d ms)', async (milliseconds) => {
    const timers: number[] = []
    const { env } = createTestEnv()
    const clock = {
      ...env.clock,
      setTimeout: (callback: () => void, delay: number) => (timers.push(delay), env.clock.setTimeout(callback, delay)),
    }
    const adapter = scriptedAdapter()
    const options = { publishTimeout: milliseconds, lingerMs: milliseconds, lostAfter: milliseconds }
    const client = createClient({ adapter, clientId: 'ana', env: { ...env, clock }, log: silentLogger, ...options })
    client.channel('room').lease()()
    void client.channel('room').publish('said', 1)
    expect(timers.every((delay) => delay < 2 ** 31)).toBe(true)
    expect(timers.includes(Infinity)).toBe(false)
    await client.close()
  })

  it.each(['publishTimeout', 'lingerMs', 'lostAfter', 'keepMessages'])('refuses %s that is no number', (name) => {
    for (const value of [NaN, -1, '5', null]) {
      const options = { adapter: scriptedAdapter(), [name]: value }
      expect(() => createClient(options), String(value)).toThrow(name)
    }
  })
})
