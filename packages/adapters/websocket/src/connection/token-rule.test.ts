import type { ErrorCode, TokenRequest } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { closeCode } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { World } from '../../test-support/world.ts'
import { createWorld, outgoing, plain, welcome } from '../../test-support/world.ts'

const second = 1_000
const codes: readonly ErrorCode[] = ['unauthorized', 'token_expired', 'forbidden', 'timeout', 'server_error']

/** Connects while the token function fails with `error`, and counts its calls in a minute. */
async function callsWith(error: unknown): Promise<{ world: World; calls: number }> {
  let calls = 0
  const world = createWorld({
    url: 'wss://live.example.com',
    token: () => {
      calls += 1
      return Promise.reject(error)
    },
  })
  await world.connect()
  await world.clock.advance(60 * second)
  return { world, calls }
}

describe('whether a token function is called again', () => {
  it.each(codes)('is decided by `retryable`, not by the code %s', async (code) => {
    const final = await callsWith(new RealtimeError({ code, message: 'No.' }))
    expect(final.calls).toBe(1)
    expect(final.world.state()).toMatchObject({ status: 'failed', reason: { code } })
    const passing = await callsWith(new RealtimeError({ code, message: 'Later.', retryable: true }))
    expect(passing.calls).toBeGreaterThan(3)
    expect(passing.calls).toBeLessThan(20)
    expect(passing.world.statuses()).not.toContain('failed')
  })

  it.each([
    new Error('fetch failed'),
    Object.assign(new Error('Unauthorized'), { status: 401 }),
    { code: 'unauthorized', status: 403 },
    'no',
    undefined,
  ])('is yes after anything else: %o', async (thrown) => {
    const { world, calls } = await callsWith(thrown)
    expect(calls).toBeGreaterThan(3)
    expect(world.statuses()).not.toContain('failed')
    expect(world.state()).toMatchObject({ reason: { hint: expect.stringContaining('retryable') } })
  })

  it('is logged, once for a row of failures', async () => {
    const { world } = await callsWith(new Error('fetch failed'))
    const warnings = world.log.entries.filter(({ level }) => level === 'warn')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.details).toMatchObject({ message: expect.stringContaining('fetch failed') })
  })
})

describe('a final refusal while connected', () => {
  it('is reported once, stops further calls, and ends the connection when the token ends', async () => {
    const asked: string[] = []
    const no = new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })
    const world = createWorld({
      token: ({ reason }) => {
        asked.push(reason)
        return reason === 'connect' ? Promise.resolve('t') : Promise.reject(no)
      },
    })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 100 * second }]
    await world.connect()
    await world.clock.advance(99 * second)
    expect(asked).toEqual(['connect', 'expiring'])
    expect(world.recorder.of('error').map(({ error }) => error)).toEqual([no])
    world.sockets.latest.close(closeCode.tokenExpired)
    await world.clock.advance(0)
    expect(world.state()).toEqual({ status: 'failed', reason: no })
  })
})

describe('a token for another client', () => {
  it('is refused when we come back: we say who we are once the server has told', async () => {
    const world = createWorld({ clientId: null, token: () => Promise.resolve('t') })
    await world.connect()
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(world.sent('hello').map(({ clientId }) => clientId)).toEqual([undefined, 'ana'])
  })

  it('is unauthorized, also on a server that takes it, and nothing is sent in the name of the other', async () => {
    const world = createWorld({ clientId: null, token: () => Promise.resolve('t') })
    await world.connect()
    world.answers.attach = () => []
    const attached = world.session.attach('room', plain).catch((error: unknown) => error)
    world.answers.hello = () => [{ ...welcome, clientId: 'bob' }]
    world.sockets.latest.close(1006)
    await world.clock.advance(second)
    expect(world.state()).toMatchObject({
      status: 'failed',
      reason: { code: 'unauthorized', retryable: false, hint: expect.stringContaining('one user') },
    })
    expect(world.statuses().filter((status) => status === 'connected')).toHaveLength(1)
    expect(world.sent('publish')).toEqual([])
    expect(await attached).toMatchObject({ code: 'unauthorized' })
    world.session.connect()
    await world.clock.advance(second)
    expect(world.state()?.status).toBe('failed')
  })

  it('is refused on the first connect when it is not for who we said we are', async () => {
    const world = createWorld({ clientId: 'ana', token: () => Promise.resolve('t') })
    world.answers.hello = () => [{ ...welcome, clientId: 'bob' }]
    await world.connect()
    expect(world.state()).toMatchObject({ status: 'failed', reason: { code: 'unauthorized' } })
    const [outcome] = await world.session.publish('room', [outgoing('a')])
    expect(outcome?.error).toMatchObject({ code: 'connection_closed' })
  })
})

describe('refreshToken', () => {
  const connected = async (
    token: (request: TokenRequest) => Promise<string | null>,
    life = 1_000 * second,
  ): Promise<World> => {
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: life }]
    world.answers.token = ({ id }) => [{ type: 'ok', id, result: { expiresIn: life } }]
    await world.connect()
    return world
  }

  it('fetches a token for the channel that was refused and applies it', async () => {
    const asked: TokenRequest[] = []
    const world = await connected((request) => {
      asked.push(request)
      return Promise.resolve(`token-${asked.length}`)
    })
    await world.session.refreshToken?.({ reason: 'forbidden', channel: 'room:secret' })
    expect(asked[1]).toMatchObject({ reason: 'forbidden', channel: 'room:secret', attempt: 1 })
    expect(world.sent('token')).toMatchObject([{ token: 'token-2' }])
    await world.session.refreshToken?.()
    expect(asked[2]).toMatchObject({ reason: 'expiring' })
    expect(asked[2]).not.toHaveProperty('channel')
  })

  it('shares one fetch between calls, and starts the life of the token anew', async () => {
    let calls = 0
    const world = await connected(() => Promise.resolve(`token-${(calls += 1)}`))
    await world.clock.advance(790 * second)
    await Promise.all([world.session.refreshToken?.(), world.session.refreshToken?.()])
    expect(calls).toBe(2)
    await world.clock.advance(790 * second)
    expect(calls).toBe(2)
    await world.clock.advance(20 * second)
    expect(calls).toBe(3)
  })

  it('rejects with what the function or the server says, and leaves the connection and its refresh as they were', async () => {
    const no = new RealtimeError({ code: 'forbidden', message: 'Not for you.' })
    const asked: string[] = []
    const world = await connected(({ reason }) => {
      asked.push(reason)
      return reason === 'forbidden' ? Promise.reject(no) : Promise.resolve('t')
    })
    await expect(world.session.refreshToken?.({ reason: 'forbidden', channel: 'a' })).rejects.toBe(no)
    expect(world.state()?.status).toBe('connected')
    expect(world.recorder.of('error')).toEqual([])
    await world.clock.advance(800 * second)
    expect(asked).toEqual(['connect', 'forbidden', 'expiring'])
    world.answers.token = ({ id }) => [{ type: 'error', id, error: { code: 'unauthorized', message: 'Other sub.' } }]
    await expect(world.session.refreshToken?.()).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('rejects while not connected, when the connection ends, and without a token', async () => {
    const idle = createWorld()
    await expect(idle.session.refreshToken?.()).rejects.toMatchObject({ code: 'connection_closed', retryable: true })
    const world = await connected(({ reason }) => (reason === 'connect' ? Promise.resolve('t') : new Promise(() => {})))
    const waiting = world.session.refreshToken?.()
    await world.clock.advance(0)
    world.sockets.latest.close(1006)
    await expect(waiting).rejects.toMatchObject({ code: 'connection_closed' })
    const without = createWorld()
    await without.connect()
    await expect(without.session.refreshToken?.()).rejects.toMatchObject({ code: 'unauthorized' })
  })
})
