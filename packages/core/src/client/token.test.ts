import { RealtimeError } from '@herenow/adapter'
import type { TokenReason } from '@herenow/adapter'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from './client.ts'
import { createClient } from './create-client.ts'

const { signal } = new AbortController()

function setup(options: Partial<ClientOptions>) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, env: world.env, log: silentLogger, ...options })
  client.connection.connect()
  const { session } = adapter
  const ask = (reason: TokenReason, channel?: string): Promise<string | null> =>
    session.context.token({ reason, attempt: 1, signal, channel })
  const drop = (code: RealtimeError['code']): void =>
    session.emit({
      type: 'connection',
      state: {
        status: 'disconnected',
        reason: new RealtimeError({ code, message: 'gone' }),
        attempt: 0,
        retryAt: null,
      },
    })
  return { world, adapter, client, session, ask, drop }
}

describe('a token that was passed as a text', () => {
  it('is expired when it ends, with what to do, also when the server was the one to notice', async () => {
    const { ask, drop, session } = setup({ token: 'secret' })
    session.connected('ana')
    const expired = { code: 'token_expired', retryable: false, hint: expect.stringContaining('function') as string }
    await expect(ask('expiring')).rejects.toMatchObject(expired)
    drop('token_expired')
    await expect(ask('rejected')).rejects.toMatchObject(expired)
  })

  it('is unauthorized when it is refused, and forbidden where its rights end', async () => {
    const { ask, drop } = setup({ token: 'secret' })
    drop('unauthorized')
    await expect(ask('rejected')).rejects.toMatchObject({ code: 'unauthorized', retryable: false })
    await expect(ask('forbidden', 'room')).rejects.toMatchObject({ code: 'forbidden', channel: 'room' })
  })
})

describe('a token function', () => {
  it('that gives no token is asked again, and told how to end it', async () => {
    for (const returned of ['', undefined, null, { token: 'x' }]) {
      const { ask } = setup({ token: async () => returned as string })
      await expect(ask('connect')).rejects.toMatchObject({
        code: 'unauthorized',
        retryable: true,
        hint: expect.stringContaining('throw new RealtimeError') as string,
      })
    }
  })

  it('is told which channel was refused', async () => {
    let asked: unknown
    const { ask } = setup({
      token: async (request) => {
        asked = request
        return 't'
      },
    })
    await ask('forbidden', 'room')
    expect(asked).toMatchObject({ reason: 'forbidden', channel: 'room' })
  })
})

describe('another user on the same client', () => {
  it('is refused, whatever the adapter says, and what waits fails instead of being sent as somebody else', async () => {
    const { client, session, drop, adapter, world } = setup({ token: async () => 't' })
    session.connected('ana')
    drop('connection_closed')
    const waiting = client
      .channel('room')
      .publish('said', 'of ana')
      .catch((error: unknown) => error)
    session.connected('bob', { name: 'Bob' })
    await settled()
    expect(client.connection.getState()).toMatchObject({ status: 'failed', reason: { code: 'unauthorized' } })
    expect([client.clientId, client.info]).toEqual(['ana', null])
    expect(await waiting).toMatchObject({ code: 'unauthorized' })
    expect(session.publishes).toEqual([])
    expect(session.calls).toContain('close')
    await world.clock.advance(20)
    expect(client.channel('room').log.getState().messages).toMatchObject([{ clientId: 'ana', status: 'failed' }])
    client.connection.connect()
    expect(adapter.session.context.clientId).toBe('ana')
  })
})
