import { inspect } from 'node:util'
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { idsOf, publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { ServerOptions } from '../config.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const secret = 'a-secret-that-is-long-enough-for-hs256'

interface TokenFields {
  readonly sub?: string
  /** Seconds from now on the server's clock. */
  readonly lasts?: number
  readonly claims?: Record<string, unknown>
  readonly key?: string
}

function tokenFor(
  { clock }: TestServer,
  { sub = 'ana', lasts = 3_600, claims = {}, key = secret }: TokenFields = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(clock.date() / 1_000 + lasts)
    .sign(new TextEncoder().encode(key))
}

/** Says hello and returns how the socket was closed and why. */
async function refusedHello(server: TestServer, hello: object): Promise<{ close: number; error: string | undefined }> {
  const client = await new RawClient(server.url).opened()
  client.sendText(JSON.stringify({ type: 'hello', version: 1, ...hello }))
  const { code } = await client.closed
  return { close: code, error: client.all('goodbye')[0]?.error.code }
}

describe('the log of a server that refuses a token', () => {
  /** What the log says of why. */
  async function reasonOf(auth: ServerOptions['auth'], token: string): Promise<string> {
    const reasons: string[] = []
    const warn = (_: string, details?: object): void => {
      if (details && 'because' in details) reasons.push(String(details.because))
    }
    const server = await startTestServer({ auth, log: { debug() {}, info() {}, warn, error() {} } })
    await refusedHello(server, { token })
    return reasons.join()
  }

  it('has no room for what a stranger writes into it', async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', crit: ['x'.repeat(5_000)] })).toString('base64url')
    const reason = await reasonOf({ secret }, `${header}.e30.AAAA`)
    expect(reason).toContain('Extension Header Parameter "xxx')
    expect(reason.length).toBeLessThanOrEqual(200)
  })

  it('has no token, even where the app says which one it is', async () => {
    const verify = (token: string): never => {
      throw new Error(`There is no session ${token}.`)
    }
    expect(await reasonOf({ verify }, 'MARKED-session')).toBe('There is no session [redacted].')
  })
})

describe('a server with a secret', () => {
  it('takes the client id and the info from the token', async () => {
    const server = await startTestServer({ auth: { secret } })
    const token = await tokenFor(server, { claims: { info: { name: 'Ana' } } })
    const { welcome } = await server.client({ token, info: { name: 'Somebody else' } })
    expect(welcome).toMatchObject({ clientId: 'ana', info: { name: 'Ana' }, tokenExpiresIn: 3_600_000 })
    const plain = await server.client({ token: await tokenFor(server), clientId: 'ana', info: { name: 'Own' } })
    expect(plain.welcome).toMatchObject({ clientId: 'ana', info: { name: 'Own' } })
  })

  it('refuses who has no token, a wrong one, or one for somebody else', async () => {
    const server = await startTestServer({ auth: { secret } })
    const unauthorized = { close: 4001, error: 'unauthorized' }
    expect(await refusedHello(server, {})).toEqual(unauthorized)
    expect(await refusedHello(server, { token: 'nonsense' })).toEqual(unauthorized)
    expect(await refusedHello(server, { token: await tokenFor(server, { key: `${secret}!` }) })).toEqual(unauthorized)
    expect(await refusedHello(server, { token: await tokenFor(server), clientId: 'bob' })).toEqual(unauthorized)
    const unsigned = new UnsecuredJWT({}).setSubject('ana').encode()
    expect(await refusedHello(server, { token: unsigned })).toEqual(unauthorized)
    expect(server.complaints).toEqual([
      'A client was not let in: This server wants a token.',
      'A client was not let in: The token is not valid.',
      'A client was not let in: The token is for another client id.',
    ])
  })

  it('tells its log why a token was refused, and its client nothing of that', async () => {
    const details: unknown[] = []
    const log = { debug() {}, info() {}, error() {}, warn: (_: string, about: unknown) => void details.push(about) }
    const server = await startTestServer({ auth: { secret, audience: 'herenow' }, log })
    const client = await new RawClient(server.url).opened()
    client.send({ type: 'hello', version: 1, token: await tokenFor(server, { claims: { aud: 'other' } }) })
    await client.closed
    expect(details).toMatchObject([{ because: 'unexpected "aud" claim value' }])
    expect(JSON.stringify(client.all('goodbye'))).not.toContain('aud')
  })

  it('says of an old token that it has expired', async () => {
    const server = await startTestServer({ auth: { secret } })
    const token = await tokenFor(server, { lasts: -10 })
    expect(await refusedHello(server, { token })).toEqual({ close: 4002, error: 'token_expired' })
  })

  it.each([
    ['an end that is text', { exp: 'tomorrow' }],
    ['info of 2 KiB and more', { info: { name: 'x'.repeat(2_048) } }],
    ['info that is a list', { info: [1] }],
    ['capabilities that are a list', { cap: ['publish'] }],
    ['a capability for part of a segment', { cap: { 'ro*': ['publish'] } }],
    ['a capability in the middle', { cap: { 'a:*:b': ['publish'] } }],
    ['actions that are not a list', { cap: { a: 'publish' } }],
    ['actions that are not text', { cap: { a: [1] } }],
    ['an empty client id', { sub: '' }],
    ['half a surrogate pair in its client id', { sub: 'a\ud800' }],
    ['a client id of 129 bytes', { sub: 'x'.repeat(129) }],
  ])('refuses a token with %s', async (_, claims) => {
    const server = await startTestServer({ auth: { secret } })
    const token = await new SignJWT({ sub: 'ana', ...(claims as object) })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(secret))
    expect(await refusedHello(server, { token })).toEqual({ close: 4001, error: 'unauthorized' })
  })

  it('allows what the capabilities say and nothing else', async () => {
    const server = await startTestServer({ auth: { secret } })
    const cap = {
      'room:*': ['subscribe', 'presence', 'dance'],
      'room:a': ['publish', 'history'],
      __proto__: ['publish'],
    }
    const ana = await server.client({ token: await tokenFor(server, { claims: { cap } }) })
    const codes = async (channel: string): Promise<readonly string[]> => [
      await ana.code({ type: 'attach', channel }),
      await ana.code(publishOf(channel, `m-${channel.replace(':', '-')}`)),
      await ana.code({ type: 'presence', channel, action: 'enter' }),
      await ana.code({ type: 'history', channel, limit: 1, direction: 'backwards' }),
    ]
    expect(await codes('room:a')).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(await codes('room:b')).toEqual(['ok', 'forbidden', 'ok', 'forbidden'])
    expect(await codes('hall:a')).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden'])
    expect(await ana.code({ type: 'attach', channel: 'room:b', rewind: 1 })).toBe('forbidden')
    expect(await ana.code({ type: 'here-now', channels: ['hall:a'] })).toBe('forbidden')
    expect(await ana.code({ type: 'watch', channels: ['hall:a'] })).toBe('forbidden')
    ana.send({ type: 'signal', channel: 'room:b', name: 'n', data: 1 })
    await ana.barrier()
    expect(ana.all('error').at(-1)).toMatchObject({ channel: 'room:b', error: { code: 'forbidden' } })
  })

  it('shows channels only to those who may see their presence', async () => {
    const server = await startTestServer({ auth: { secret } })
    const bob = await server.client({ token: await tokenFor(server, { sub: 'bob' }) })
    for (const channel of ['room:a', 'secret:a']) await bob.grant({ type: 'presence', channel, action: 'enter' })
    const cap = { 'room:*': ['presence'] }
    const ana = await server.client({ token: await tokenFor(server, { claims: { cap } }) })
    expect(await ana.result('hereNow', { type: 'here-now' })).toMatchObject({ totalChannels: 1, totalOccupancy: 1 })
    expect(await ana.result('whereNow', { type: 'where-now', clientId: 'bob' })).toEqual({ channels: ['room:a'] })
    await ana.grant({ type: 'watch', channels: [], all: true })
    expect((await ana.next('occupancy')).counts).toEqual([{ channel: 'room:a', occupancy: 1 }])
    server.clock.advance(50)
    await bob.grant({ type: 'presence', channel: 'secret:a', action: 'leave' })
    server.clock.advance(50)
    await ana.barrier()
    expect(ana.all('occupancy')).toEqual([])
  })

  it('ends a connection with its token, unless a newer one came in time', async () => {
    const server = await startTestServer({ auth: { secret } })
    const ana = await server.client({ token: await tokenFor(server, { lasts: 60 }) })
    const bob = await server.client({ token: await tokenFor(server, { sub: 'bob', lasts: 60 }) })
    await ana.grant({ type: 'attach', channel: 'room:a' })
    server.clock.advance(15_000)
    const fresh = await tokenFor(server, { lasts: 60 })
    expect(await ana.result('token', { type: 'token', token: fresh })).toEqual({ expiresIn: 60_000 })
    server.clock.advance(45_000)
    expect(await bob.closed).toMatchObject({ code: 4002 })
    expect(bob.all('goodbye')).toMatchObject([{ error: { code: 'token_expired', retryable: true } }])
    await ana.grant(publishOf('room:a', 'm1'))
    expect(idsOf(ana, 'room:a')).toEqual(['m1'])
  })

  it('waits for the end of a token of sixty days without cutting it short', async () => {
    const server = await startTestServer({ auth: { secret } })
    const day = 86_400
    const ana = await server.client({ token: await tokenFor(server, { lasts: 60 * day }) })
    ana.socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) ana.send({ type: 'pong' })
    })
    for (let step = 0; step < 60; step += 1) {
      server.clock.advance(20_000)
      await ana.barrier()
    }
    expect(ana.socket.readyState).toBe(ana.socket.OPEN)
  })

  it("refuses another client's token and keeps the one it has", async () => {
    const server = await startTestServer({ auth: { secret } })
    const ana = await server.client({ token: await tokenFor(server) })
    expect(await ana.code({ type: 'token', token: await tokenFor(server, { sub: 'bob' }) })).toBe('unauthorized')
    expect(await ana.code({ type: 'token', token: 'nonsense' })).toBe('unauthorized')
    await ana.grant(publishOf('room:a', 'm1'))
  })

  it('withdraws what a newer token no longer allows, and nothing else', async () => {
    const server = await startTestServer({ auth: { secret } })
    const ana = await server.client({ token: await tokenFor(server) })
    for (const channel of ['room:a', 'room:b']) {
      await ana.grant({ type: 'attach', channel, presence: true })
      await ana.grant({ type: 'presence', channel, action: 'enter' })
    }
    const cap = { 'room:b': ['subscribe', 'presence'] }
    await ana.grant({ type: 'token', token: await tokenFor(server, { claims: { cap } }) })
    expect(await ana.next('detached')).toMatchObject({
      channel: 'room:a',
      resumable: false,
      error: { code: 'forbidden' },
    })
    expect(Object.keys((await server.server.hereNow()).channels)).toEqual(['room:b'])
    await server.server.publish('room:a', 'said', 1)
    await server.server.publish('room:b', 'said', 1)
    await ana.barrier()
    expect(ana.all('message').map((item) => item.channel)).toEqual(['room:b'])
    expect(await ana.code(publishOf('room:b', 'm'))).toBe('forbidden')
  })

  it('attaches without presence where only that is not allowed, and says so', async () => {
    const server = await startTestServer({ auth: { secret } })
    const bob = await server.client({ token: await tokenFor(server, { sub: 'bob' }) })
    await bob.grant({ type: 'presence', channel: 'room:a', action: 'enter' })
    const cap = { 'room:*': ['subscribe'] }
    const ana = await server.client({ token: await tokenFor(server, { claims: { cap } }) })
    await ana.grant({ type: 'attach', channel: 'room:a', presence: true })
    const denied = await ana.next('presence-denied')
    expect(denied).toMatchObject({ channel: 'room:a', error: { code: 'forbidden', retryable: false } })
    await server.server.publish('room:a', 'said', 1)
    await bob.grant({ type: 'presence', channel: 'room:a', action: 'leave' })
    expect(await ana.code({ type: 'presence-sync', channel: 'room:a' })).toBe('forbidden')
    await ana.next('message')
    expect([...ana.all('presence'), ...ana.all('presence-snapshot')]).toEqual([])
    await ana.grant({ type: 'attach', channel: 'room:a' })
    await ana.barrier()
    expect(ana.all('presence-denied')).toEqual([])
  })

  it('takes presence away with a newer token, and gives it back with the next', async () => {
    const server = await startTestServer({ auth: { secret } })
    const tokenWith = async (actions: readonly string[]): Promise<string> =>
      tokenFor(server, { claims: { cap: { 'room:*': actions } } })
    const ana = await server.client({ token: await tokenWith(['subscribe', 'presence']) })
    for (const channel of ['room:seen', 'room:unseen']) {
      await ana.grant({ type: 'attach', channel, presence: channel === 'room:seen' })
      await ana.grant({ type: 'presence', channel, action: 'enter' })
    }
    await ana.grant({ type: 'attach', channel: 'room:asleep', presence: true })
    await ana.barrier()
    const snapshots = ana.all('presence-snapshot').length
    for (const _ of [1, 2]) await ana.grant({ type: 'token', token: await tokenWith(['subscribe']) })
    await ana.barrier()
    const denied = ana.all('presence-denied').map(({ channel }) => channel)
    expect(denied.toSorted()).toEqual(['room:asleep', 'room:seen', 'room:unseen'])
    expect((await server.server.hereNow()).totalOccupancy).toBe(0)
    for (const _ of [1, 2]) await ana.grant({ type: 'token', token: await tokenWith(['subscribe', 'presence']) })
    await ana.barrier()
    const again = ana.all('presence-snapshot').slice(snapshots)
    expect(again.map(({ channel }) => channel)).toEqual(['room:seen', 'room:asleep'])
  })

  it('writes no token into a log, whether it is good, refused, in a URL or too large', async () => {
    const lines: unknown[] = []
    const write = (...line: readonly unknown[]): void => void lines.push(...line)
    const log = { debug: write, info: write, warn: write, error: write }
    const server = await startTestServer({ auth: { secret }, log })
    const token = await tokenFor(server)
    const cap = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`room:${index}`, ['publish']]))
    const large = await tokenFor(server, { claims: { cap } })
    await (await server.client({ token })).barrier()
    expect(await refusedHello(server, { token: `${token}x` })).toEqual({ close: 4001, error: 'unauthorized' })
    expect(await refusedHello(server, { token: large })).toEqual({ close: 4011, error: 'protocol_error' })
    expect((await fetch(`${server.httpUrl}/?token=${token}`)).status).toBe(400)
    const written = inspect(lines, { depth: 10, maxStringLength: null })
    for (const secretText of [token, large, secret]) expect(written).not.toContain(secretText.slice(0, 60))
  })

  it('changes nothing about what is under way when a newer token comes in the middle of it', async () => {
    const server = await startTestServer({ auth: { secret } })
    const ids = Array.from({ length: 300 }, (_, index) => `m${index}`)
    for (const id of ids) await server.server.publish('room:a', 'said', 1, { id, clientId: 'ana' })
    const ana = await server.client({ token: await tokenFor(server) })
    const fresh = await tokenFor(server)
    const answers = [
      ana.code({ type: 'attach', channel: 'room:a', rewind: 300 }),
      ana.code(publishOf('room:a', 'n1')),
      ana.code({ type: 'token', token: fresh }),
      ana.code(publishOf('room:a', 'n2')),
    ]
    expect(await Promise.all(answers)).toEqual(['ok', 'ok', 'ok', 'ok'])
    await ana.until(() => idsOf(ana, 'room:a').includes('n2'))
    expect(idsOf(ana, 'room:a')).toEqual([...ids, 'n1', 'n2'])
  })

  it('takes what follows hello in the same frame only once the token has been checked', async () => {
    const server = await startTestServer({ auth: { secret } })
    const good = await new RawClient(server.url).opened()
    good.send({ type: 'hello', version: 1, token: await tokenFor(server) }, { type: 'ping', id: 1 })
    expect((await good.answer(1)).type).toBe('ok')
    expect(good.received.map((item) => item.type)).toEqual(['welcome', 'ok'])
    const bad = await new RawClient(server.url).opened()
    bad.sendText(
      JSON.stringify([
        { type: 'hello', version: 1, token: 'x' },
        { ...publishOf('room:a', 'm'), id: 1 },
      ]),
    )
    await bad.closed
    expect((await server.server.history('room:a')).items).toEqual([])
    good.socket.terminate()
  })
})

describe('other ways to check tokens', () => {
  it('are a function of ones own', async () => {
    const server = await startTestServer({
      auth: {
        verify: (token) => {
          if (token !== 'let me in') throw new Error('secret reason')
          return { clientId: 'ana', info: { name: 'Ana' }, capabilities: { a: ['publish'] } }
        },
      },
    })
    const ana = await server.client({ token: 'let me in' })
    expect(ana.welcome).toMatchObject({ clientId: 'ana', info: { name: 'Ana' } })
    expect(await ana.code({ type: 'attach', channel: 'a' })).toBe('forbidden')
    expect(await refusedHello(server, { token: 'other' })).toEqual({ close: 4001, error: 'unauthorized' })
  })

  it('have ten seconds for it, after which the client is told to come back', async () => {
    const asked: string[] = []
    const verify = (token: string): Promise<never> => {
      asked.push(token)
      return new Promise(() => {})
    }
    const server = await startTestServer({ auth: { verify } })
    const client = await new RawClient(server.url).opened()
    client.send({ type: 'hello', version: 1, token: 'slow' })
    while (asked.length === 0) await (await fetch(`${server.httpUrl}/health`)).text()
    server.clock.advance(9_999)
    expect(client.socket.readyState).toBe(client.socket.OPEN)
    server.clock.advance(1)
    expect(await client.closed).toMatchObject({ code: 4005 })
    expect(client.all('goodbye')).toMatchObject([{ error: { code: 'server_error', retryable: true } }])
  })

  it('are a set of public keys, with the issuer and audience one asks for', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] }
    const server = await startTestServer({ auth: { jwks, issuer: 'me', audience: 'herenow' } })
    const sign = (issuer: string, audience: string): Promise<string> =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject('ana')
        .setIssuer(issuer)
        .setAudience(audience)
        .sign(privateKey)
    expect((await server.client({ token: await sign('me', 'herenow') })).welcome.clientId).toBe('ana')
    const unauthorized = { close: 4001, error: 'unauthorized' }
    expect(await refusedHello(server, { token: await sign('you', 'herenow') })).toEqual(unauthorized)
    expect(await refusedHello(server, { token: await sign('me', 'other') })).toEqual(unauthorized)
    expect(await refusedHello(server, { token: await tokenFor(server) })).toEqual(unauthorized)
  })

  it('tell clients to come back when the keys can not be fetched', async () => {
    const server = await startTestServer({ auth: { jwks: 'http://127.0.0.1:9/keys' } })
    const { privateKey } = await generateKeyPair('ES256')
    const token = await new SignJWT({ sub: 'ana' }).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey)
    expect(await refusedHello(server, { token })).toEqual({ close: 1011, error: 'server_error' })
    expect(server.complaints).toEqual(['A token could not be checked'])
  })
})
