import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it, vi } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { resolveConfig } from '../config.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { Authenticate, Credentials, VerifiedToken } from './auth.ts'

const people: Readonly<Record<string, VerifiedToken>> = {
  'of-ana': { clientId: 'ana', info: { name: 'Ana' }, capabilities: { 'room:*': ['subscribe'] } },
}

/** Looks a session up by its cookie. */
const bySession = ({ request }: Credentials): VerifiedToken | null => people[request.cookies['session'] ?? ''] ?? null

interface Page {
  readonly cookie?: string
  readonly origin?: string
}

/** A page on the server's own host, or somebody else. */
function visit({ httpUrl, url }: TestServer, { cookie, origin = httpUrl }: Page = {}): RawClient {
  return new RawClient(url, { headers: { ...(cookie === undefined ? {} : { Cookie: cookie }), Origin: origin } })
}

async function goodbyeOf(client: RawClient, hello: object = {}): Promise<{ close: number; error: unknown }> {
  await client.opened()
  client.sendText(JSON.stringify({ type: 'hello', version: 1, ...hello }))
  const { code } = await client.closed
  return { close: code, error: client.all('goodbye')[0]?.error }
}

function start(authenticate: Authenticate, options: ServerOptions = {}): Promise<TestServer> {
  return startTestServer({ authenticate, ...options })
}

describe('authenticate', () => {
  it('knows a page by its cookie, and lets it do what the session may', async () => {
    const server = await start(bySession)
    const client = visit(server, { cookie: 'theme=dark; session=of-ana' })
    expect(await client.hello()).toMatchObject({ clientId: 'ana', info: { name: 'Ana' } })
    await client.grant({ type: 'attach', channel: 'room:a' })
    expect(await client.ask({ type: 'attach', channel: 'hall' })).toMatchObject({ error: { code: 'forbidden' } })
  })

  it('refuses who is nobody here', async () => {
    const server = await start(bySession)
    const error = expect.objectContaining({ code: 'unauthorized', retryable: false }) as object
    for (const cookie of ['session=of-somebody', 'session=', '', 'session=__proto__', '=;;=%E0%A4%A']) {
      expect(await goodbyeOf(visit(server, { cookie }))).toEqual({ close: 4001, error })
    }
    expect(await goodbyeOf(visit(server, { cookie: 'session=of-ana' }), { clientId: 'bob' })).toEqual({
      close: 4001,
      error,
    })
  })

  it('takes pages of its own host only, unless others are listed', async () => {
    const asked = vi.fn(bySession)
    const server = await start(asked)
    const foreign = visit(server, { cookie: 'session=of-ana', origin: 'https://evil.example' })
    await expect(foreign.opened()).rejects.toThrow('403')
    expect(asked).not.toHaveBeenCalled()
    const listing = await start(bySession, { origins: ['https://app.example.com'] })
    await expect(visit(listing, { cookie: 'session=of-ana' }).opened()).rejects.toThrow('403')
    const listed = visit(listing, { cookie: 'session=of-ana', origin: 'https://app.example.com' })
    expect(await listed.hello()).toMatchObject({ clientId: 'ana' })
  })

  it('counts no cookie of a program that is no page: that needs a token', async () => {
    const asked = vi.fn(({ token }: Credentials) => (token === 'good' ? { clientId: 'robot' } : null))
    const server = await start(asked)
    const program = new RawClient(server.url, { headers: { Cookie: 'session=of-ana' } })
    expect(await goodbyeOf(program)).toMatchObject({
      close: 4001,
      error: { message: expect.stringContaining('token') },
    })
    expect(asked).not.toHaveBeenCalled()
    expect(await new RawClient(server.url).hello({ token: 'good' })).toMatchObject({ clientId: 'robot' })
    expect(await goodbyeOf(new RawClient(server.url), { token: 'bad' })).toMatchObject({ close: 4001 })
  })

  it('sees the request: headers, address and URL, as a trusted proxy tells them', async () => {
    const asked = vi.fn(() => ({ clientId: 'ana' }))
    const server = await start(asked, { trustedProxies: ['127.0.0.1'] })
    const headers = { 'X-Forwarded-For': '203.0.113.7', 'X-Team': 'red' }
    await new RawClient(`${server.url}/?name=checkout`, { headers }).hello({ token: 't' })
    expect(asked).toHaveBeenCalledWith({
      token: 't',
      request: {
        headers: expect.objectContaining({ 'x-team': 'red' }),
        cookies: {},
        address: '203.0.113.7',
        url: '/?name=checkout',
      },
    })
  })

  it('is asked again for each newer token, with the same request', async () => {
    const asked = vi.fn(({ token }: Credentials) => ({ clientId: token === 'other' ? 'ben' : 'ana' }))
    const server = await start(asked)
    const client = visit(server)
    await client.hello({ token: 'one' })
    await client.grant({ type: 'token', token: 'two' })
    expect(await client.ask({ type: 'token', token: 'other' })).toMatchObject({ error: { code: 'unauthorized' } })
    const requests = asked.mock.calls.map(([{ request }]) => request)
    expect(new Set(requests).size).toBe(1)
  })

  it('that throws is the server’s trouble: the client comes back, and the log says why', async () => {
    const server = await start(() => Promise.reject(new Error('no database')))
    const { close, error } = await goodbyeOf(visit(server))
    expect({ close, error }).toMatchObject({ close: 1011, error: { code: 'server_error', retryable: true } })
    expect(JSON.stringify(error)).not.toContain('database')
    expect(server.complaints).toEqual(['A token could not be checked'])
  })

  it('may refuse in its own words', async () => {
    const server = await start(() => {
      throw new RealtimeError({ code: 'unauthorized', message: 'Your account is locked.' })
    })
    expect(await goodbyeOf(visit(server))).toMatchObject({ close: 4001, error: { message: 'Your account is locked.' } })
  })

  it.each([[{}], ['ana'], [{ clientId: 7 }], [undefined], [{ clientId: 'ana', capabilities: { 'ro*': ['publish'] } }]])(
    'lets nobody in where it returns nonsense: %j',
    async (nonsense) => {
      const server = await start(() => nonsense as VerifiedToken)
      expect(await goodbyeOf(visit(server))).toMatchObject({ close: 4001, error: { code: 'unauthorized' } })
    },
  )

  it('that doesn’t answer in time keeps nobody waiting for ever', async () => {
    const server = await start(() => new Promise(() => {}))
    const client = await visit(server).opened()
    client.sendText(JSON.stringify({ type: 'hello', version: 1 }))
    await client.untilServer(() => server.clock.pending > 1)
    server.clock.advance(10_000)
    expect((await client.closed).code).toBe(4005)
  })

  it('is asked anew when a session ends, which a client without a token can’t do anything about', async () => {
    let expiresAt = 0
    const server = await start(() => ({ clientId: 'ana', expiresAt }))
    expiresAt = server.clock.date() + 60_000
    const client = visit(server, { cookie: 'session=of-ana' })
    expect(await client.hello()).not.toHaveProperty('tokenExpiresIn')
    server.clock.advance(60_000)
    expect((await client.closed).code).toBe(1012)
    expect(client.all('goodbye')).toMatchObject([{ error: { code: 'token_expired', retryable: true } }])
    expect(await goodbyeOf(visit(server))).toMatchObject({ close: 4002 })
    expiresAt += 60_000
    expect(await visit(server).hello()).toMatchObject({ clientId: 'ana' })
  })

  it('and auth exclude each other; either lets a server listen to the world', () => {
    const silent = { debug() {}, info() {}, warn() {}, error() {} }
    const resolve = (options: ServerOptions): unknown => resolveConfig(options, () => silent)
    const auth = { secret: 'x'.repeat(32) }
    expect(() => resolve({ auth, authenticate: bySession })).toThrow('`auth` and `authenticate` exclude each other.')
    expect(resolve({ authenticate: bySession, host: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0' })
  })
})
