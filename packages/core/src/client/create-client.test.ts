import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from './client.ts'
import { createClient } from './create-client.ts'

function open(options: Partial<ClientOptions> = {}, world = createTestEnv()) {
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, env: world.env, log: silentLogger, ...options })
  client.connection.connect()
  return { client, adapter, world, context: adapter.session.context }
}

const signal = new AbortController().signal

describe('createClient', () => {
  it.each([
    ['no options', undefined, 'adapter is missing'],
    ['no adapter', {}, 'adapter is missing'],
    ['an empty clientId', { adapter: scriptedAdapter(), clientId: '' }, 'clientId'],
    ['a clientId of 129 bytes', { adapter: scriptedAdapter(), clientId: 'x'.repeat(129) }, 'clientId'],
    ['a negative linger', { adapter: scriptedAdapter(), lingerMs: -1 }, 'lingerMs'],
    ['a timeout that is no number', { adapter: scriptedAdapter(), publishTimeout: 'long' }, 'publishTimeout'],
  ])('refuses %s and names it', (_, options, message) => {
    expect(() => createClient(options as unknown as ClientOptions)).toThrow(message)
  })

  it('gives an anonymous user an id that survives a reload', () => {
    const world = createTestEnv()
    const first = open({}, world)
    expect(first.client.clientId).toMatch(/^anon-[\w-]{22}$/)
    expect(first.context.clientId).toBe(first.client.clientId)
    expect(open({}, world).client.clientId).toBe(first.client.clientId)
    expect(open({}, createTestEnv({ seed: 2 })).client.clientId).not.toBe(first.client.clientId)
  })

  it('does not know who it is before the token tells', () => {
    const { client, adapter, context } = open({ token: 'secret' })
    expect([client.clientId, context.clientId]).toEqual([null, null])
    adapter.session.connected('ana', { name: 'Ana' })
    expect([client.clientId, client.info]).toEqual(['ana', { name: 'Ana' }])
  })

  it('hands a fixed token out once, and says what to do when it is refused or ends', async () => {
    const { context } = open({ token: 'secret' })
    await expect(context.token({ reason: 'connect', attempt: 1, signal })).resolves.toBe('secret')
    const expiring = context.token({ reason: 'expiring', attempt: 1, signal })
    await expect(expiring).rejects.toMatchObject({ code: 'token_expired', retryable: false })
    const rejected = context.token({ reason: 'rejected', attempt: 1, signal })
    await expect(rejected).rejects.toMatchObject({ code: 'unauthorized', retryable: false })
    await expect(open().context.token({ reason: 'connect', attempt: 1, signal })).resolves.toBeNull()
  })

  it.each([[''], [undefined], [{ token: 'x' }]])('says so when the token function returns %j', async (returned) => {
    const { context } = open({ token: async () => returned as string })
    const asked = context.token({ reason: 'connect', attempt: 1, signal })
    await expect(asked).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('instead') as string,
    })
  })

  it('tells errors to listeners, to the log when there is none, and survives a listener that throws', async () => {
    const entries: unknown[] = []
    const say = (message: string): void => void entries.push(message)
    const { client } = open({ log: { debug: say, info: say, warn: say, error: say } })
    void client.channel('room').publish('said', undefined)
    await settled()
    expect(entries).toHaveLength(1)
    const stop = client.on('error', () => {
      throw new Error('no')
    })
    void client.channel('room').publish('said', undefined)
    await settled()
    expect(entries).toHaveLength(2)
    stop()
  })

  it('answers hereNow and whereNow once connected', async () => {
    const { client, adapter } = open({ clientId: 'ana' })
    const asking = client.hereNow({ channels: ['a'] })
    expect(adapter.session.hereNows).toHaveLength(0)
    adapter.session.connected()
    await settled()
    const answer = { totalChannels: 0, totalOccupancy: 0, channels: {} }
    adapter.session.hereNows[0]?.answer(answer)
    await expect(asking).resolves.toBe(answer)
    await expect(client.whereNow()).resolves.toEqual([])
  })

  it('refuses questions that no service could read before they are sent', async () => {
    const client = createClient({ adapter: scriptedAdapter(), env: createTestEnv().env, log: silentLogger })
    const questions = [
      client.hereNow({ limit: 0 }),
      client.hereNow({ channels: ['a b'] }),
      client.whereNow(''),
      client.whereNow('x'.repeat(129)),
    ]
    for (const question of questions) await expect(question).rejects.toMatchObject({ code: 'invalid_argument' })
    const info = { note: 'x'.repeat(2_048) }
    expect(() => createClient({ adapter: scriptedAdapter(), info })).toThrow('info')
  })

  it('touches neither storage nor network nor sockets before it is needed', () => {
    const { env } = createTestEnv()
    const untouched = new Proxy(env, {
      ownKeys: (target) => Reflect.ownKeys(target),
      get: (target, key) => (key === 'clock' ? target.clock : new Proxy({}, { get: () => expect.unreachable() })),
    })
    const client = createClient({ adapter: scriptedAdapter(), env: untouched, log: silentLogger })
    client.channel('room').state.getState()
    expect(client.connection.getState().status).toBe('initialized')
  })
})
