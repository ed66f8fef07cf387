import type { TokenRequest } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { closeCode } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { WorldOptions } from '../../test-support/world.ts'
import { createWorld, welcome } from '../../test-support/world.ts'

const second = 1_000
const day = 86_400 * second

/** A token function whose calls are kept. */
function tokens(give: (request: TokenRequest) => Promise<string | null>): {
  readonly asked: TokenRequest[]
  readonly token: NonNullable<WorldOptions['token']>
} {
  const asked: TokenRequest[] = []
  return {
    asked,
    token: (request) => {
      asked.push(request)
      return give(request)
    },
  }
}
const numbered = (): ReturnType<typeof tokens> => {
  let count = 0
  return tokens(() => Promise.resolve(`token-${(count += 1)}`))
}
const outline = (requests: readonly TokenRequest[]): readonly string[] =>
  requests.map(({ reason, attempt }) => `${reason} ${attempt}`)

describe('a token for every connection', () => {
  it('is fetched before the socket opens, on every attempt', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    await world.connect()
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(outline(asked)).toEqual(['connect 1', 'connect 1'])
    expect(world.sent('hello').map((hello) => hello.token)).toEqual(['token-1', 'token-2'])
  })

  it('is a new one after a sleep in which the old one ended: no attempt is made with that', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 600 * second }]
    await world.connect()
    world.clock.sleep(3_600 * second)
    world.sockets.latest.close(closeCode.tokenExpired)
    world.visibility.emit('visible')
    await world.clock.advance(second)
    expect(world.state()?.status).toBe('connected')
    expect(world.sent('hello').map((hello) => hello.token)).toEqual(['token-1', 'token-2'])
    expect(asked).toHaveLength(2)
    expect(world.sent('token')).toEqual([])
  })

  it('counts requests of one kind in a row', async () => {
    const { asked, token } = tokens(() => Promise.reject(new Error('offline')))
    const world = createWorld({ token })
    await world.connect()
    await world.clock.advance(2 * second)
    expect(outline(asked).slice(0, 3)).toEqual(['connect 1', 'connect 2', 'connect 3'])
    expect(world.sockets.all).toEqual([])
  })

  it('is waited for 10 s, then the function is told to stop and its late answer is not used', async () => {
    let answer: (token: string) => void = () => {}
    const { asked, token } = tokens(() => new Promise((resolve) => (answer = resolve)))
    const world = createWorld({ token })
    await world.connect()
    await world.clock.advance(10 * second)
    expect(asked[0]?.signal.aborted).toBe(true)
    expect(world.state()).toMatchObject({ status: 'disconnected', reason: { code: 'connection_failed' } })
    answer('late')
    await world.clock.advance(0)
    expect(world.sockets.all).toEqual([])
  })

  it('takes nothing from the time that the socket has for its handshake', async () => {
    const world = createWorld({
      token: () => new Promise((resolve) => world.clock.setTimeout(() => resolve('t'), 9_999)),
    })
    world.opens = false
    await world.connect()
    await world.clock.advance(9_999 + 9_999)
    expect(world.statuses()).toEqual(['connecting'])
    world.sockets.latest.open()
    await world.clock.advance(0)
    expect(world.state()?.status).toBe('connected')
  })

  it('leaves us disconnected with a reason when its function fails in any way', async () => {
    const ways: readonly (() => unknown)[] = [
      () => {
        throw new Error('synchronously')
      },
      () => Promise.reject('a string'),
      () => Promise.resolve(''),
      () => Promise.resolve(undefined),
      () => Promise.resolve({ token: 'x' }),
      () => Promise.resolve('x'.repeat(1_000_000)),
    ]
    for (const way of ways) {
      const world = createWorld({ token: way as NonNullable<WorldOptions['token']> })
      await world.connect()
      expect(world.state()).toMatchObject({
        status: 'disconnected',
        reason: { message: expect.stringContaining('token') },
      })
      await world.clock.advance(250)
      expect(world.statuses().slice(0, 4)).toEqual(['connecting', 'disconnected', 'connecting', 'disconnected'])
      expect(world.sockets.all).toEqual([])
    }
  })
})

describe('a refused token', () => {
  it('is replaced once, at once, and failing again is final', async () => {
    for (const [code, expected] of [
      [closeCode.unauthorized, 'unauthorized'],
      [closeCode.tokenExpired, 'token_expired'],
    ] as const) {
      const { asked, token } = numbered()
      const world = createWorld({ token })
      world.answers.hello = (_item, socket) => {
        queueMicrotask(() => socket.close(code))
        return []
      }
      await world.connect()
      expect(outline(asked)).toEqual(['connect 1', 'rejected 1'])
      expect(world.sent('hello').map((hello) => hello.token)).toEqual(['token-1', 'token-2'])
      expect(world.state()).toMatchObject({ status: 'failed', reason: { code: expected } })
      await world.clock.advance(day)
      expect(asked).toHaveLength(2)
      expect(world.clock.pending).toBe(0)
    }
  })

  it('may be reported by an error in answer to hello', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = ({ token: given }) =>
      given === 'token-2' ? [welcome] : [{ type: 'error', error: { code: 'unauthorized', message: 'Signature' } }]
    await world.connect()
    expect(outline(asked)).toEqual(['connect 1', 'rejected 1'])
    expect(world.state()?.status).toBe('connected')
    expect(world.recorder.of('connection').find(({ state }) => state.status === 'disconnected')).toMatchObject({
      state: { reason: { code: 'unauthorized', message: 'Signature' } },
    })
  })

  it('is final at once when there is no token to replace', async () => {
    const world = createWorld()
    world.answers.hello = (_item, socket) => {
      queueMicrotask(() => socket.close(closeCode.unauthorized))
      return []
    }
    await world.connect()
    expect(world.statuses()).toEqual(['connecting', 'failed'])
  })

  it('is replaced when the server revokes it later', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    await world.connect()
    await world.clock.advance(60 * second)
    world.sockets.latest.close(closeCode.unauthorized)
    await world.clock.advance(0)
    expect(outline(asked)).toEqual(['connect 1', 'rejected 1'])
    expect(world.state()?.status).toBe('connected')
  })

  it('is final at once when the token function itself says no', async () => {
    const no = new RealtimeError({ code: 'unauthorized', message: 'You are signed out.' })
    const { asked, token } = tokens(() => Promise.reject(no))
    const world = createWorld({ token })
    await world.connect()
    expect(world.state()).toEqual({ status: 'failed', reason: no })
    await world.clock.advance(day)
    expect(asked).toHaveLength(1)
  })
})

describe('a token that ends', () => {
  it('is replaced on the same socket at 80 % of its life', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 1_000 * second }]
    world.answers.token = ({ id }) => [{ type: 'ok', id, result: { expiresIn: 500 * second } }]
    await world.connect()
    await world.clock.advance(800 * second - 1)
    expect(asked).toHaveLength(1)
    await world.clock.advance(1)
    expect(world.sent('token')).toMatchObject([{ token: 'token-2' }])
    expect(world.recorder.of('token')).toHaveLength(1)
    await world.clock.advance(400 * second)
    expect(world.sent('token')).toMatchObject([{ token: 'token-2' }, { token: 'token-3' }])
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1', 'expiring 1'])
    expect(world.sockets.all).toHaveLength(1)
  })

  it('leaves the connection up when its refresh fails, which is reported once and tried again until the end', async () => {
    let up = false
    const { asked, token } = tokens(({ reason }) =>
      reason === 'connect' || up ? Promise.resolve('t') : Promise.reject(new Error('token service down')),
    )
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 100 * second }]
    await world.connect()
    await world.clock.advance(80 * second)
    expect(world.state()?.status).toBe('connected')
    expect(world.recorder.of('error')).toHaveLength(1)
    expect(outline(asked)).toEqual(expect.arrayContaining(['expiring 1', 'expiring 2', 'expiring 3']))
    expect(asked.length).toBeLessThan(10)
    up = true
    await world.clock.advance(10 * second)
    expect(world.sent('token')).toHaveLength(1)
    expect(world.recorder.of('error')).toHaveLength(1)
  })

  it('is fetched with the reason when the server refuses the new one', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 100 * second }]
    world.answers.token = ({ id }) => [{ type: 'error', id, error: { code: 'unauthorized', message: 'Other sub' } }]
    await world.connect()
    await world.clock.advance(72 * second)
    expect(outline(asked).slice(0, 3)).toEqual(['connect 1', 'expiring 1', 'rejected 1'])
    expect(world.state()?.status).toBe('connected')
  })

  it('is not fetched a second time while the function is at work, until that has taken a minute', async () => {
    const { asked, token } = tokens(({ reason }) =>
      reason === 'connect' ? Promise.resolve('t') : new Promise(() => {}),
    )
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 1_000 * second }]
    await world.connect()
    await world.clock.advance(855 * second)
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1'])
    expect(asked[1]?.signal.aborted).toBe(true)
    await world.clock.advance(30 * second)
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1', 'expiring 2'])
  })

  it('is shared with the next connection when the function goes on after its signal', async () => {
    let answer: (token: string) => void = () => {}
    const { asked, token } = tokens(({ reason }) =>
      reason === 'expiring' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve('t'),
    )
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 1_000 * second }]
    await world.connect()
    await world.clock.advance(800 * second)
    const late = answer
    world.sockets.latest.close(closeCode.unauthorized)
    await world.clock.advance(250)
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1'])
    expect(asked[1]?.signal.aborted).toBe(true)
    late('late')
    await world.clock.advance(0)
    expect(world.sent('token')).toEqual([])
    expect(world.sent('hello').map((hello) => hello.token)).toEqual(['t', 'late'])
    await world.clock.advance(800 * second)
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1', 'expiring 1'])
  })

  it('is asked for anew when the function heeds its signal', async () => {
    const { asked, token } = tokens(({ reason, signal }) =>
      reason === 'expiring'
        ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : Promise.resolve('t'),
    )
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 1_000 * second }]
    await world.connect()
    await world.clock.advance(800 * second)
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(outline(asked)).toEqual(['connect 1', 'expiring 1', 'connect 1'])
    expect(world.state()?.status).toBe('connected')
  })

  it('with a life of 60 days is left alone for 48 days', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, pingInterval: day, tokenExpiresIn: 60 * day }]
    await world.connect()
    let longest = 0
    const setTimeout = world.clock.setTimeout.bind(world.clock)
    Object.assign(world.clock, {
      setTimeout: (callback: () => void, delay: number) => {
        longest = Math.max(longest, delay)
        return setTimeout(callback, delay)
      },
    })
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(longest).toBeLessThan(2 ** 31)
    await world.clock.advance(47 * day)
    expect(outline(asked)).toEqual(['connect 1', 'connect 1'])
    await world.clock.advance(day)
    expect(outline(asked)).toEqual(['connect 1', 'connect 1', 'expiring 1'])
  })

  it('is not fetched in a tight loop when it lives only briefly', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 0 }]
    world.answers.token = ({ id }) => [{ type: 'ok', id, result: { expiresIn: 0 } }]
    await world.connect()
    await world.clock.advance(10 * second)
    expect(asked.length).toBeLessThanOrEqual(11)
  })

  it('is refreshed by what is left of its life, not by the wall clock', async () => {
    const { asked, token } = numbered()
    const world = createWorld({ token })
    world.answers.hello = () => [{ ...welcome, tokenExpiresIn: 1_000 * second }]
    await world.connect()
    world.clock.setDate(world.clock.date() + day)
    await world.clock.advance(799 * second)
    expect(asked).toHaveLength(1)
  })
})
