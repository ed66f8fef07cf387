import { once } from 'node:events'
import { createServer } from 'node:http'
import type { OutgoingMessage, TokenRequest } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { RealtimeClient } from 'ably'
import { Realtime } from 'ably'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { nativeClient, standInOptions } from '../test-support/native-client.ts'
import type { Person } from '../test-support/people.ts'
import { join, open, plain, reaches, watching } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { key, tokenFor } from '../test-support/tokens.ts'
import { ably } from './with-hints.ts'

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn({ keys: [key], ...options })
  onTestFinished(() => standIn.stop())
  return standIn
}

const outgoing = (id: string, data: unknown): OutgoingMessage => ({
  id,
  name: 'said',
  data,
  meta: null,
  store: true,
  ttl: null,
})

function failure(person: Person): Promise<unknown> {
  person.session.connect()
  return reaches(person, 'failed')
}

describe('a factory', () => {
  it.each([undefined, null, 'key', {}])('can not be %j', (make) => {
    expect(() => ably(make as never)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.stringContaining('new Ably.Realtime') }),
    )
  })

  it.each([
    ['nothing', undefined, 'returned undefined.'],
    ['a client of version 1', { connection: {}, channels: {}, auth: {} }, 'another version of the SDK'],
  ])('that returns %s is refused when a client is opened', (_, made, message) => {
    const adapter = ably(() => made as unknown as RealtimeClient)
    expect(() => open(0, { adapter })).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(message) }),
    )
  })

  it('whose client can not be made says why', () => {
    const adapter = ably((options) => new Realtime({ ...options, environment: 'a', endpoint: 'b', logLevel: 0 }))
    expect(() => open(0, { adapter })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringMatching(/^The Ably client could not be made: .*endpoint/),
      }),
    )
  })

  it('has to return a client that nobody has connected or closed', async () => {
    const { port } = await start()
    const closed = await nativeClient(port, 'ana')
    closed.close()
    for (const client of [closed, await nativeClient(port, 'bob')]) {
      expect(() => open(port, { adapter: ably(() => client) })).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('in use already') }),
      )
    }
  })

  it('has to return another client each time', () => {
    const client = new Realtime({ ...standInOptions(1), key, autoConnect: false })
    const adapter = ably(() => client)
    open(1, { adapter })
    expect(() => open(1, { adapter })).toThrow('in use already')
  })
})

describe('a client that the app closes', () => {
  it('has failed, with a hint, and what waits is settled', async () => {
    const { port } = await start()
    let client: RealtimeClient | undefined
    const adapter = ably((options) => (client = new Realtime({ ...options, ...standInOptions(port) })))
    const ana = open(port, { adapter, clientId: 'ana' })
    ana.session.connect()
    await reaches(ana, 'connected')
    await ana.session.attach('room', plain)
    client?.close()
    expect(await reaches(ana, 'failed')).toMatchObject({
      reason: { code: 'connection_closed', hint: expect.stringContaining('leave `connect` and `close`') },
    })
    await expect(ana.session.presence.get('room')).rejects.toMatchObject({ code: 'connection_closed' })
  })
})

describe('a key', () => {
  it('does where there is no token function, and knows who it is', async () => {
    const { port } = await start()
    const adapter = ably((options) => new Realtime({ key, ...options, ...standInOptions(port) }))
    const ana = open(port, { adapter, clientId: 'ana', token: () => Promise.resolve(null) })
    ana.session.connect()
    expect(await reaches(ana, 'connected')).toMatchObject({ clientId: 'ana' })
  })

  it.each([
    ['app.key:wrong', 'unauthorized', 'Ably said: Invalid MAC (40101).'],
    ['nobody.s:key', 'not_found', 'Ably said: No key found with id nobody.s (40400).'],
  ])('that is wrong (%s) is the end, with Ably’s own words', async (wrong, code, message) => {
    const { port } = await start()
    const adapter = ably((options) => new Realtime({ key: wrong, ...options, ...standInOptions(port) }))
    const ana = open(port, { adapter, clientId: 'ana', token: () => Promise.resolve(null) })
    expect(await failure(ana)).toMatchObject({ reason: { code, message, hint: expect.stringContaining('key') } })
  })

  it('or a token there has to be', async () => {
    const { port } = await start()
    const ana = open(port, { clientId: 'ana', token: () => Promise.resolve(null) })
    expect(await failure(ana)).toMatchObject({
      reason: { code: 'unauthorized', hint: expect.stringContaining('Pass `token` to createClient') },
    })
  })
})

describe('a token function', () => {
  it('may give a signed token request, as JSON', async () => {
    const { port } = await start()
    const issuer = await nativeClient(port, null)
    const token = async (): Promise<string> => JSON.stringify(await issuer.auth.createTokenRequest({ clientId: 'ana' }))
    const ana = open(port, { token })
    ana.session.connect()
    expect(await reaches(ana, 'connected')).toMatchObject({ clientId: 'ana' })
  })

  it('that fails is called again, unless it says that this is the end', async () => {
    const { port } = await start()
    let calls = 0
    const ana = open(port, {
      token() {
        calls += 1
        return calls === 1 ? Promise.reject(new Error('The network is down')) : Promise.resolve(tokenFor('ana'))
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

  it('may have a token when it is asked anew, after the end', async () => {
    const { port } = await start()
    const reason = new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })
    const answers: Promise<string>[] = [Promise.reject(reason), Promise.resolve(tokenFor('ana'))]
    answers[0]?.catch(() => {})
    const ana = open(port, { token: () => answers.shift() ?? Promise.reject(reason) })
    await failure(ana)
    ana.session.connect()
    await reaches(ana, 'connected')
    await ana.session.attach('room', plain)
  })

  it('is asked why, and a token that Ably refuses twice is the end', async () => {
    const { port } = await start()
    const asked: string[] = []
    const ana = open(port, {
      token({ reason }: TokenRequest) {
        asked.push(reason)
        return Promise.resolve('nonsense')
      },
    })
    expect(await failure(ana)).toMatchObject({
      reason: { code: 'unauthorized', origin: 'server', message: 'Ably said: Token unrecognized (40140).' },
    })
    expect(asked).toEqual(['connect', 'rejected'])
  })

  it('whose token is somebody else’s is refused', async () => {
    const { port } = await start()
    const ana = open(port, { clientId: 'ana', token: () => Promise.resolve(tokenFor('bob')) })
    expect(await failure(ana)).toMatchObject({ reason: { code: 'unauthorized' } })
  })

  it('is asked for a new token when the old one has ended, and the connection goes on', async () => {
    const { port } = await start()
    const issuer = await nativeClient(port, null)
    const { token: short } = await issuer.auth.requestToken({ clientId: 'ana', ttl: 500 })
    const tokens = [short]
    const ana = open(port, { token: () => Promise.resolve(tokens.shift() ?? tokenFor('ana')) })
    const bob = await join(port, 'bob')
    ana.session.connect()
    await ana.session.attach('room', plain)
    await ana.recorder.until('the end of the token', () =>
      ana.recorder.of('connection').find(({ state }) => state.status === 'disconnected'),
    )
    await bob.session.publish('room', [outgoing('m-1', 1)])
    await ana.recorder.until('the message', () => ana.recorder.of('message')[0])
    expect(ana.recorder.of('attached').map(({ recovered }) => recovered)).toEqual([false, true])
  })

  it('keeps the connection when a refresh fails', async () => {
    const { port } = await start()
    const answers = [tokenFor('ana')]
    const reason = new RealtimeError({ code: 'unauthorized', message: 'Not today.' })
    const ana = open(port, {
      token() {
        const answer = answers.shift()
        return answer === undefined ? Promise.reject(reason) : Promise.resolve(answer)
      },
    })
    ana.session.connect()
    await reaches(ana, 'connected')
    await expect(ana.session.refreshToken?.()).rejects.toBe(reason)
    await ana.session.ping()
  })
})

describe('an address at which nobody answers', () => {
  it('is tried again and again, and only once by those who want it to fail fast', async () => {
    const standIn = await startStandIn({ keys: [key] })
    const { port } = standIn
    await standIn.stop()
    const reason = {
      code: 'connection_failed',
      message: expect.stringContaining('No connection to Ably'),
      retryable: true,
    }
    const ana = open(port, { clientId: 'ana' })
    ana.session.connect()
    expect(await reaches(ana, 'disconnected')).toMatchObject({ reason, retryAt: expect.any(Number) })
    expect(await failure(open(port, { clientId: 'ana', failFast: true }))).toMatchObject({ reason })
  })
})

describe('an address at which something else answers', () => {
  it('is tried again: a network that changed a byte looks the same', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('There is no port')
    const ana = open(address.port, { clientId: 'ana' })
    ana.session.connect()
    expect(await reaches(ana, 'disconnected')).toMatchObject({
      reason: { code: 'connection_failed', retryable: true, hint: expect.stringContaining('connect-src') },
    })
  })
})

describe('what a token does not allow', () => {
  it('is refused with Ably’s own words and a hint', async () => {
    const { port } = await start()
    const token = (): Promise<string> => Promise.resolve(tokenFor('ana', { capability: { room: ['subscribe'] } }))
    const ana = open(port, { token })
    ana.session.connect()
    await ana.session.attach('room', watching)
    const refusal = {
      code: 'forbidden',
      origin: 'server',
      message: expect.stringMatching(/^Ably said: Channel denied access .* \(40160\)\.$/),
      hint: expect.stringContaining('capability'),
    }
    await expect(ana.session.attach('other', plain)).rejects.toMatchObject(refusal)
    await expect(ana.session.presence.enter('room', null)).rejects.toMatchObject(refusal)
    await expect(ana.session.presence.get('other')).rejects.toMatchObject(refusal)
    await expect(ana.session.history('room', { limit: 1, direction: 'forwards' })).rejects.toMatchObject(refusal)
    expect(await ana.session.publish('room', [outgoing('m-1', 1)])).toMatchObject([{ error: refusal }])
    // Without history it can't be said where the attach began.
    expect(ana.recorder.of('attached')).toMatchObject([{ position: null, capabilities: { history: 'none' } }])
  })
})

describe('a token that allows only to publish', () => {
  it('is refused an attach, which Ably grants, as no message would come', async () => {
    const { port } = await start()
    const token = (): Promise<string> => Promise.resolve(tokenFor('ana', { capability: { room: ['publish'] } }))
    const ana = open(port, { token })
    ana.session.connect()
    await expect(ana.session.attach('room', plain)).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('"subscribe"'),
    })
    expect((await ana.session.publish('room', [outgoing('m-1', 1)]))[0]?.error).toBeUndefined()
  })
})

describe('limits', () => {
  it('of size are Ably’s own where an account has smaller ones', async () => {
    const { port } = await start({ maxMessageSize: 1_000 })
    const ana = await join(port, 'ana')
    const outcomes = await ana.session.publish('room', [outgoing('m-1', 'x'.repeat(2_000)), outgoing('m-2', 'x')])
    expect(outcomes[0]).toMatchObject({
      error: { code: 'message_too_large', retryable: false, message: expect.stringContaining('(40009)') },
    })
    expect(outcomes[1]?.error).toBeUndefined()
  })

  it('of rate are worth another attempt, and nothing overtakes what was refused', async () => {
    const { port } = await start({ maxPublishRate: 2 })
    const ana = await join(port, 'ana')
    const outcomes = await ana.session.publish(
      'room',
      [1, 2, 3, 4].map((number) => outgoing(`m-${number}`, number)),
    )
    expect(outcomes.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'rate_limited', 'out_of_order'])
    expect(outcomes[2]).toMatchObject({ error: { retryable: true, message: expect.stringContaining('(42911)') } })
  })
})

describe('presence', () => {
  it('in a channel that is not attached is refused, with what to do', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    await expect(ana.session.presence.enter('room', null)).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('Attach the channel first'),
    })
    await ana.session.presence.leave('room')
  })

  it('that waits for its channel ends with the channel', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    const attached = ana.session.attach('room', plain)
    const entered = ana.session.presence.enter('room', null)
    const outcomes = Promise.allSettled([attached, entered])
    await ana.session.detach('room')
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'connection_closed' } })
    }
  })

  it('that is overtaken by a detach ends with it, also where the attach before it still waits', async () => {
    const { port } = await start()
    const ana = await join(port, 'ana')
    const outcomes = [1, 2, 3].flatMap(() => [
      ana.session.attach('room', plain),
      ana.session.presence.enter('room', null),
      ana.session.detach('room'),
    ])
    expect((await Promise.allSettled(outcomes)).map(({ status }) => status)).toEqual(
      [1, 2, 3].flatMap(() => ['rejected', 'rejected', 'fulfilled']),
    )
    await ana.session.attach('room', plain)
    expect(await ana.session.presence.get('room')).toEqual([])
  })

  it('is entered again by itself on another connection', async () => {
    const first = await start()
    const { port } = first
    const ana = await join(port, 'ana')
    await ana.session.attach('room', plain)
    await ana.session.presence.enter('room', { here: true })
    await first.stop()
    await start({ port })
    ana.session.connect()
    const bob = await join(port, 'bob')
    await vi.waitFor(
      async () => expect(await bob.session.presence.get('room')).toMatchObject([{ state: { here: true } }]),
      { timeout: 10_000 },
    )
  })
})
