import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })
const forbidden = (): RealtimeError => new RealtimeError({ code: 'forbidden', message: 'no', channel: 'room' })
const noRoom = (): RealtimeError => new RealtimeError({ code: 'rate_limited', message: 'too many channels' })
const orders = ['told-first', 'rejected-first'] as const

function setup(options: Partial<ClientOptions> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger, ...options })
  const errors: RealtimeError[] = []
  client.on('error', (error) => errors.push(error))
  client.connection.connect()
  adapter.session.connected()
  const channel = client.channel('room')
  const { session } = adapter
  const drop = (): void => {
    const reason = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })
    session.emit({ type: 'connection', state: { status: 'disconnected', reason, attempt: 0, retryAt: null } })
  }
  return { world, adapter, client, channel, session, errors, drop, status: () => channel.state.getState().status }
}

describe.each(orders)('a channel that the service refuses (%s)', (order) => {
  it('settles every attach, and each attach by hand asks again', async () => {
    const { channel, session, errors, status } = setup()
    for (const round of [1, 2]) {
      const reason = forbidden()
      const attached = expect(channel.attach()).rejects.toBe(reason)
      await session.refuse('room', reason, order)
      await attached
      expect(session.attaches).toHaveLength(round)
      expect([status(), errors.length]).toEqual(['failed', round])
    }
    const again = channel.attach()
    session.grant('room', at(0))
    await again
    expect(status()).toBe('attached')
  })

  it('is not asked for again by itself where the request is at fault', async () => {
    const { channel, session, drop, status } = setup()
    channel.lease()
    const reason = new RealtimeError({ code: 'protocol_error', message: 'The server closes its sockets on this.' })
    await session.refuse('room', reason, order)
    session.emit({ type: 'token' })
    drop()
    session.connected()
    expect([session.attaches.length, status()]).toEqual([1, 'failed'])
    void channel.attach()
    expect(session.attaches).toHaveLength(2)
  })

  it('is asked for again after a new token when it is leased, and an error is told once', async () => {
    const { channel, session, errors, status } = setup()
    channel.lease()
    await session.refuse('room', forbidden(), order)
    session.emit({ type: 'token' })
    await session.refuse('room', forbidden(), order)
    expect([session.attaches.length, errors.length]).toEqual([2, 1])
    session.emit({ type: 'token' })
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })

  it('is asked for again after a reconnect when it is leased, and stays failed when it was only attached by hand', async () => {
    const { client, channel, session, drop, status } = setup()
    const byHand = client.channel('by-hand')
    void byHand.attach()
    channel.lease()
    await session.refuse('room', forbidden(), order)
    await session.refuse('by-hand', forbidden(), order)
    drop()
    session.connected()
    session.grant('room', at(0))
    session.grant('by-hand', at(0))
    expect([status(), byHand.state.getState().status]).toEqual(['attached', 'failed'])
  })

  it('is asked for again in a new session, by leases only', async () => {
    const { client, adapter, channel, session } = setup()
    const byHand = client.channel('by-hand')
    void byHand.attach()
    channel.lease()
    await session.refuse('room', forbidden(), order)
    await session.refuse('by-hand', forbidden(), order)
    await client.connection.close()
    client.connection.connect()
    expect(adapter.session.calls).toEqual(['attach room', 'connect'])
  })

  it('is asked for again once the time is over that the service asked to wait', async () => {
    const { channel, session, world, status } = setup()
    channel.lease()
    await session.refuse('room', new RealtimeError({ code: 'rate_limited', message: 'no', retryAfter: 5_000 }), order)
    await world.clock.advance(4_999)
    expect(session.attaches).toHaveLength(1)
    await world.clock.advance(3_000)
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })

  it('is asked for again when another channel makes room', async () => {
    const { client, channel, session, status } = setup()
    const other = client.channel('other')
    void other.attach()
    session.grant('other', at(0))
    channel.lease()
    await session.refuse('room', noRoom(), order)
    const third = client.channel('third')
    third.lease()
    await session.refuse('third', noRoom(), order)
    await other.detach()
    expect(session.attaches.map(({ channel: name }) => name)).toEqual(['other', 'room', 'third', 'room'])
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })

  it('is asked for again by a second component', async () => {
    const { channel, session, status } = setup()
    channel.lease()
    await session.refuse('room', forbidden(), order)
    channel.lease()
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })

  it('is not asked for again after a detach', async () => {
    const { channel, session, drop, world } = setup()
    channel.lease()
    await session.refuse('room', new RealtimeError({ code: 'rate_limited', message: 'no', retryAfter: 5_000 }), order)
    await channel.detach()
    drop()
    session.connected()
    session.emit({ type: 'token' })
    await world.clock.advance(60_000)
    expect(session.attaches).toHaveLength(1)
  })

  it('may be attached again by a listener of its state', async () => {
    const { channel, session, status, errors } = setup()
    const off = channel.state.subscribe(({ status: now }) => {
      if (now !== 'failed') return
      off()
      void channel.attach()
    })
    void channel.attach()
    await session.refuse('room', forbidden(), order)
    session.grant('room', at(0))
    await settled()
    expect([status(), errors.length, session.attaches.length]).toEqual(['attached', 1, 2])
  })

  it('rejects a page of history instead of waiting, and loads it once it is attached', async () => {
    const { channel, session, world } = setup()
    channel.lease()
    const loading = channel.log.load()
    await session.refuse('room', forbidden(), order)
    await loading
    await world.clock.advance(20)
    expect(channel.log.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
  })
})

describe('a channel whose right is withdrawn', () => {
  it.each([
    ['failed', (reason: RealtimeError) => ({ status: 'failed', reason }) as const],
    ['detached', (reason: RealtimeError) => ({ status: 'detached', reason }) as const],
  ])('keeps the reason (%s), tells it once, and comes back with presence when the right does', async (status, told) => {
    const { channel, session, errors, world } = setup()
    channel.presence.lease({ mood: 'good' })
    session.grant('room', at(0))
    session.presences[0]?.answer()
    await settled()
    const reason = forbidden()
    session.emit({ type: 'channel', channel: 'room', state: told(reason) })
    await world.clock.advance(20)
    expect(channel.state.getState()).toEqual({ status, reason })
    expect(channel.presence.members.getState()).toMatchObject({ status: 'error', error: reason })
    expect(errors).toEqual([reason])
    session.emit({ type: 'token' })
    session.grant('room', at(0))
    await world.clock.advance(20)
    expect(session.presences.map(({ question }) => question)).toEqual([
      { action: 'enter', state: { mood: 'good' } },
      { action: 'enter', state: { mood: 'good' } },
    ])
    expect(channel.presence.members.getState().error).toBeNull()
  })

  it('ignores the answer to a detach that comes after the next attach', async () => {
    const { channel, session, status } = setup()
    void channel.attach()
    session.grant('room', at(0))
    void channel.detach()
    void channel.attach()
    session.emit({ type: 'channel', channel: 'room', state: { status: 'detached', reason: null } })
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })
})

describe('detaching', () => {
  it('is over at once, though the service never answers', async () => {
    const { channel, session, status } = setup()
    void channel.attach()
    session.grant('room', at(0))
    session.answersDetach = false
    await channel.detach()
    expect([status(), channel.state.getState()]).toEqual(['detached', { status: 'detached', reason: null }])
  })
})

describe('a new token', () => {
  it('is fetched by hand, and refused channels are asked for again', async () => {
    const { client, channel, session, status } = setup()
    channel.lease()
    await session.refuse('room', forbidden())
    const refreshing = client.refreshToken()
    await settled()
    session.refreshes[0]?.answer()
    await refreshing
    session.grant('room', at(0))
    expect(status()).toBe('attached')
  })

  it('is fetched once for all channels that were refused, and told the first of them', async () => {
    const { client, session } = setup({ token: async () => 'token' })
    for (const name of ['a', 'b', 'c']) client.channel(name).lease()
    for (const name of ['a', 'b', 'c']) await session.refuse(name, forbidden())
    expect(session.refreshes.map(({ question }) => question)).toEqual([{ reason: 'forbidden', channel: 'a' }])
    session.emit({ type: 'token' })
    session.refreshes[0]?.answer()
    await settled()
    for (const name of ['a', 'b', 'c']) await session.refuse(name, forbidden())
    expect(session.refreshes).toHaveLength(1)
  })

  it('rejects with unsupported where the service knows none', async () => {
    const adapter = scriptedAdapter()
    const { env } = createTestEnv()
    const client = createClient({
      adapter: {
        spec: 'v1',
        name: 'without tokens',
        capabilities: adapter.capabilities,
        open(context) {
          const session = adapter.open(context)
          delete session.refreshToken
          return session
        },
      },
      clientId: 'ana',
      env,
      log: silentLogger,
    })
    client.connection.connect()
    adapter.session.connected()
    await expect(client.refreshToken()).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('an attach that can never be carried out', () => {
  it('rejects at once when the connection has failed, and the lease shows why', async () => {
    const { channel, client, session } = setup()
    const reason = new RealtimeError({ code: 'unauthorized', message: 'no' })
    session.emit({ type: 'connection', state: { status: 'failed', reason } })
    await expect(channel.attach()).rejects.toBe(reason)
    const other = client.channel('other')
    other.lease()
    expect(other.state.getState()).toEqual({ status: 'failed', reason })
  })

  it('rejects at once when the connection was closed by hand, and says what opens it', async () => {
    const { channel, client } = setup()
    await client.connection.close()
    const hint = expect.stringContaining('connect()') as string
    await expect(channel.attach()).rejects.toMatchObject({ code: 'connection_closed', retryable: true, hint })
  })
})
