import { once } from 'node:events'
import { createServer } from 'node:http'
import type { TokenRequest } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import PubNub from 'pubnub'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { standInOptions } from '../test-support/native-client.ts'
import { createWorldWithNetwork } from '../test-support/network.ts'
import type { Person } from '../test-support/people.ts'
import { heard, join, open, outgoing, plain, reaches, watching } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { keys, startStandIn } from '../test-support/stand-in/stand-in.ts'
import type { PubNubClient } from './with-hints.ts'
import { pubnub } from './with-hints.ts'

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn(options)
  onTestFinished(() => standIn.close())
  return standIn
}

function failure(person: Person): Promise<unknown> {
  person.session.connect()
  return reaches(person, 'failed')
}

const all = { read: true, write: true }

describe('a factory', () => {
  it.each([undefined, null, 'key', {}])('can not be %j', (make) => {
    expect(() => pubnub(make as never)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.stringContaining('new PubNub') }),
    )
  })

  it.each([
    ['nothing', undefined, 'returned undefined.'],
    ['a client of version 3', { publish() {}, subscribe() {} }, 'another version of the SDK'],
  ])('that returns %s is refused when a client is opened', (_, made, message) => {
    const adapter = pubnub(() => made as unknown as PubNubClient)
    expect(() => open(0, { adapter })).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(message) }),
    )
  })

  it('that returns a client of another major version is refused with its number', () => {
    const adapter = pubnub((options) =>
      Object.assign(new PubNub({ ...keys, ...options }), { getVersion: () => '8.2.10' }),
    )
    expect(() => open(0, { adapter })).toThrow('a client of version 8.2.10 of the SDK')
  })

  it('whose client can not be made says why', () => {
    const adapter = pubnub((options) => new PubNub({ ...keys, ...options, origin: 7 as never }))
    expect(() => open(0, { adapter })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringMatching(/^The PubNub client could not be made: Origin/),
      }),
    )
  })

  it('has to return another client each time', () => {
    const client = new PubNub({ ...keys, userId: 'ana' })
    const adapter = pubnub(() => client)
    open(1, { adapter })
    expect(() => open(1, { adapter })).toThrow('in use already')
  })
})

describe('a client that the app stops', () => {
  it('has failed, with a hint, and what waits is settled', async () => {
    const { port } = await start()
    let client: PubNub | undefined
    const adapter = pubnub((options) => (client = new PubNub({ ...keys, ...options, ...standInOptions(port) })))
    const ana = await join(port, 'ana', { adapter })
    await ana.session.attach('room', plain)
    client?.stop()
    expect(await reaches(ana, 'failed')).toMatchObject({
      reason: { code: 'connection_closed', hint: expect.stringContaining('leave `subscribe`, `unsubscribe`') },
    })
    await expect(ana.session.presence.get('room')).rejects.toMatchObject({ code: 'connection_closed' })
  })

  it('can be connected again', async () => {
    const { port } = await start()
    let client: PubNub | undefined
    const adapter = pubnub((options) => (client = new PubNub({ ...keys, ...options, ...standInOptions(port) })))
    const [ana, bob] = [await join(port, 'ana', { adapter }), await join(port, 'bob')]
    await ana.session.attach('room', plain)
    client?.stop()
    await reaches(ana, 'failed')
    ana.session.connect()
    await ana.session.attach('room', plain)
    await bob.session.publish('room', [outgoing('m-1', 1)])
    expect(await heard(ana, 1)).toEqual([1])
  })
})

describe('keys', () => {
  it('of which the one for subscribing is wrong are the end, with PubNub’s own words', async () => {
    const { port } = await start()
    const wrong = { ...keys, subscribeKey: 'sub-c-wrong' }
    const adapter = pubnub((options) => new PubNub({ ...wrong, ...options, ...standInOptions(port) }))
    const ana = await join(port, 'ana', { adapter })
    const reason = {
      code: 'unauthorized',
      origin: 'server',
      message: 'PubNub said: Invalid Subscribe Key (400).',
      hint: expect.stringContaining('Admin Portal'),
    }
    await expect(ana.session.attach('room', plain)).rejects.toMatchObject(reason)
    expect(await reaches(ana, 'failed')).toMatchObject({ reason })
  })

  it('of which the one for publishing is wrong still let a client listen', async () => {
    const { port } = await start()
    const wrong = { ...keys, publishKey: 'pub-c-wrong' }
    const adapter = pubnub((options) => new PubNub({ ...wrong, ...options, ...standInOptions(port) }))
    const ana = await join(port, 'ana', { adapter })
    await ana.session.attach('room', plain)
    expect(await ana.session.publish('room', [outgoing('m-1', 1)])).toMatchObject([
      { error: { code: 'unauthorized', retryable: false, message: 'PubNub said: Invalid Key (400).' } },
    ])
    expect(ana.recorder.of('connection').at(-1)?.state.status).toBe('connected')
  })
})

describe('a token function', () => {
  it('may say who the user is', async () => {
    const standIn = await start({ accessManager: true })
    const token = (): Promise<string> =>
      Promise.resolve(standIn.grant({ authorizedUuid: 'ana', patterns: { '.*': all } }))
    const ana = open(standIn.port, { clientId: null, token })
    ana.session.connect()
    expect(await reaches(ana, 'connected')).toMatchObject({ clientId: 'ana' })
    await ana.session.attach('room', plain)
  })

  it('that fails is called again, unless it says that this is the end', async () => {
    const { port } = await start()
    let calls = 0
    const ana = open(port, {
      token() {
        calls += 1
        return calls === 1 ? Promise.reject(new Error('The network is down')) : Promise.resolve('a-token')
      },
    })
    ana.session.connect()
    expect(await reaches(ana, 'disconnected')).toMatchObject({
      reason: { code: 'connection_failed', message: 'The token could not be fetched: The network is down.' },
    })
    ana.session.connect()
    await reaches(ana, 'connected')

    const reason = new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })
    const bob = open(port, { token: () => Promise.reject(reason) })
    expect(await failure(bob)).toEqual({ status: 'failed', reason })
  })

  it('that never answers is given up when the session is closed', async () => {
    const { port } = await start()
    const ana = open(port, { token: () => new Promise(() => {}) })
    ana.session.connect()
    const attached = ana.session.attach('room', plain)
    await ana.session.close()
    await expect(attached).rejects.toMatchObject({ code: 'connection_closed' })
  })

  it('is asked why, and a token that PubNub refuses twice is the end', async () => {
    const { port } = await start({ accessManager: true })
    const asked: string[] = []
    const ana = open(port, {
      token({ reason }: TokenRequest) {
        asked.push(reason)
        return Promise.resolve('nonsense')
      },
    })
    ana.session.connect()
    const attached = ana.session.attach('room', plain)
    attached.catch(() => {})
    const reason = { code: 'unauthorized', origin: 'server', message: 'PubNub said: Token is not valid (403).' }
    expect(await reaches(ana, 'failed')).toMatchObject({ reason })
    await expect(attached).rejects.toMatchObject(reason)
    expect(asked).toEqual(['connect', 'rejected'])
  })

  it('is asked for another when the old one has ended, and nothing is missed', async () => {
    const standIn = await start({ accessManager: true })
    const given: string[] = []
    const token = (): Promise<string> => {
      given.push(standIn.grant({ patterns: { '.*': all } }))
      return Promise.resolve(given.at(-1) ?? '')
    }
    const [ana, bob] = [await join(standIn.port, 'ana', { token }), await join(standIn.port, 'bob', { token })]
    await ana.session.attach('room', plain)
    standIn.expire(given[0] ?? '')
    for (const number of [1, 2, 3]) await bob.session.publish('room', [outgoing(`m-${number}`, number)])
    expect(await heard(ana, 3)).toEqual([1, 2, 3])
    expect(ana.recorder.of('connection').map(({ state }) => state)).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'token_expired' }) }),
    )
  })

  it('keeps the connection when a refresh fails', async () => {
    const { port } = await start()
    const answers = ['a-token']
    const reason = new RealtimeError({ code: 'unauthorized', message: 'Not today.' })
    const ana = await join(port, 'ana', {
      token() {
        const answer = answers.shift()
        return answer === undefined ? Promise.reject(reason) : Promise.resolve(answer)
      },
    })
    await expect(ana.session.refreshToken?.()).rejects.toBe(reason)
    await ana.session.ping()
  })
})

describe('an address at which nobody answers', () => {
  it('is tried again and again, and only once by those who want it to fail fast', async () => {
    const standIn = await startStandIn()
    const { port } = standIn
    await standIn.close()
    const reason = {
      code: 'connection_failed',
      message: expect.stringContaining('No connection to PubNub'),
      hint: expect.stringContaining('connect-src'),
      retryable: true,
    }
    const ana = open(port)
    ana.session.connect()
    expect(await reaches(ana, 'disconnected')).toMatchObject({ reason, retryAt: expect.any(Number) })
    expect(await failure(open(port, { failFast: true }))).toMatchObject({ reason })
  })

  it('is tried at once when the device says that the network is back', async () => {
    const first = await startStandIn()
    const { port } = first
    const world = createWorldWithNetwork()
    const ana = await join(port, 'ana', { env: world.env })
    await first.close()
    world.changed(false)
    await reaches(ana, 'disconnected')
    await start({ port })
    world.changed(true)
    await reaches(ana, 'connected')
  })
})

describe('an address at which something else answers', () => {
  it.each([
    ['with an error', 404, 'no'],
    ['with a page', 200, '<html></html>'],
    ['with JSON of its own', 200, '{"signIn":true}'],
    ['with a list of its own', 200, '["sign in"]'],
    ['with a small number', 200, '[-5]'],
  ])('%s is tried again: a network that changed a byte looks the same', async (_title, status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('There is no port')
    const ana = open(address.port)
    ana.session.connect()
    expect(await reaches(ana, 'disconnected')).toMatchObject({
      reason: { code: 'connection_failed', retryable: true, hint: expect.stringContaining('origin') },
    })
  })
})

describe('what a token does not allow', () => {
  it('is refused with PubNub’s own words and a hint, and other channels go on', async () => {
    const standIn = await start({ accessManager: true })
    const channels = { room: { read: true }, 'room-pnpres': { read: true } }
    const ana = await join(standIn.port, 'ana', { token: () => Promise.resolve(standIn.grant({ channels })) })
    const bob = await join(standIn.port, 'bob', {
      token: () => Promise.resolve(standIn.grant({ patterns: { '.*': all } })),
    })
    await ana.session.attach('room', watching)
    const refusal = {
      code: 'forbidden',
      origin: 'server',
      message: 'PubNub said: Forbidden (403).',
      hint: expect.stringContaining('Grant `read`'),
    }
    await expect(ana.session.attach('other', plain)).rejects.toMatchObject(refusal)
    await expect(ana.session.presence.get('other')).rejects.toMatchObject(refusal)
    await expect(ana.session.history('other', { limit: 1, direction: 'forwards' })).rejects.toMatchObject(refusal)
    expect(await ana.session.publish('room', [outgoing('m-1', 1)])).toMatchObject([{ error: refusal }])
    await bob.session.publish('room', [outgoing('m-2', 2)])
    expect(await heard(ana, 1)).toEqual([2])
    expect(ana.recorder.of('presence-snapshot')).toHaveLength(1)
  })

  it('of presence alone leaves the messages, and says why', async () => {
    const standIn = await start({ accessManager: true })
    const ana = await join(standIn.port, 'ana', {
      token: () => Promise.resolve(standIn.grant({ channels: { room: all } })),
    })
    await ana.session.attach('room', watching)
    const { error } = await ana.recorder.until('hidden presence', () => ana.recorder.of('presence-hidden')[0])
    expect(error).toMatchObject({ code: 'forbidden', retryable: false })
    await ana.session.publish('room', [outgoing('m-1', 1)])
    expect(await heard(ana, 1)).toEqual([1])
  })
})

describe('limits', () => {
  it('of rate are worth another attempt, and nothing overtakes what was refused', async () => {
    const standIn = await start()
    const ana = await join(standIn.port, 'ana')
    standIn.fail('/publish', 429)
    const outcomes = await ana.session.publish('room', [outgoing('m-1', 1), outgoing('m-2', 2)])
    expect(outcomes.map(({ error }) => error?.code)).toEqual(['rate_limited', 'out_of_order'])
    expect(outcomes[0]).toMatchObject({ error: { retryable: true, message: expect.stringContaining('(429)') } })
  })

  it('of a message are told with its size', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    const outcomes = await ana.session.publish('room', [outgoing('m-1', 'x'.repeat(33_000)), outgoing('m-2', 'x')])
    expect(outcomes[0]).toMatchObject({ error: { code: 'message_too_large', hint: expect.stringContaining('32 KiB') } })
    expect(outcomes[1]?.error).toBeUndefined()
  })

  it('of a signal hold with its name', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    await expect(ana.session.signal('room', 'x'.repeat(64), 1)).rejects.toMatchObject({
      code: 'signal_too_large',
      hint: expect.stringContaining('64 bytes'),
    })
  })

  it('of a channel’s name are told', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    const name = 'x'.repeat(93)
    const reason = { code: 'invalid_argument', message: expect.stringContaining('92 characters') }
    await expect(ana.session.attach(name, plain)).rejects.toMatchObject(reason)
    expect(await ana.session.publish(name, [outgoing('m-1', 1)])).toMatchObject([{ error: reason }])
    await expect(ana.session.history(name, { limit: 1, direction: 'forwards' })).rejects.toMatchObject(reason)
  })
})

describe('a state', () => {
  it('in a channel that is not attached is refused, with what to do', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    await expect(ana.session.presence.update('room', { here: true })).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('Attach the channel first'),
    })
  })

  it('that waits for its channel ends with the channel', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    const attached = ana.session.attach('room', plain)
    const updated = ana.session.presence.update('room', 1)
    const outcomes = Promise.allSettled([attached, updated])
    await ana.session.detach('room')
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'connection_closed' } })
    }
  })

  it('is there again by itself after PubNub has forgotten it, and after presence is asked for', async () => {
    const first = await start()
    const { port } = first
    const ana = await join(port, 'ana')
    await ana.session.attach('room', plain)
    await ana.session.presence.update('room', { here: true })
    await ana.session.attach('room', watching)
    await first.close()
    await start({ port })
    ana.session.connect()
    const bob = await join(port, 'bob')
    await vi.waitFor(
      async () => expect(await bob.session.presence.get('room')).toMatchObject([{ state: { here: true } }]),
      { timeout: 10_000 },
    )
  })
})
