import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { VerifiedToken } from '../auth/auth.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { RevokeOptions } from './server-revoke.ts'

const secret = '0123456789abcdef0123456789abcdef'
const key = new TextEncoder().encode(secret)
/** What the wall clock of a test says, in seconds. */
const start = 1_800_000_000

interface Claims {
  readonly sub?: string
  readonly jti?: string
  readonly iat?: number
}

function tokenOf({ sub = 'ana', ...claims }: Claims = {}): Promise<string> {
  return new SignJWT({ sub, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key)
}

/** Says `hello`. Returns what the client is told at the end, or `in`. */
async function knock(url: string, token: string): Promise<unknown> {
  const client = await new RawClient(url).opened()
  client.send({ type: 'hello', version: 1, token })
  await client.until(() => client.received.length > 0)
  const [first] = client.received
  if (first?.type !== 'goodbye') {
    client.socket.terminate()
    return 'in'
  }
  return { close: (await client.closed).code, code: first.error.code, message: first.error.message }
}

const revoked = { close: 4001, code: 'unauthorized', message: 'The token was revoked.' }

/** Everybody who is there in the table below. All came with tokens that were issued an hour ago, except as they say. */
const people = {
  ana: { sub: 'ana', jti: 'a1', iat: start - 3_600 },
  'ana again': { sub: 'ana', jti: 'a2', iat: start - 60 },
  'ana just now': { sub: 'ana', jti: 'a3', iat: start },
  bob: { sub: 'bob', jti: 'b1', iat: start - 3_600 },
  'somebody of old': { sub: 'old' },
} satisfies Record<string, Claims>
type Name = keyof typeof people

describe('revoking tokens', () => {
  it.each<[string, RevokeOptions, readonly Name[]]>([
    ['of a client', { clientId: 'ana' }, ['ana', 'ana again', 'ana just now']],
    ['by its id', { tokenId: 'a2' }, ['ana again']],
    ['by its id, of a client', { tokenId: 'a2', clientId: 'ana' }, ['ana again']],
    ['by its id, of a client whose it is not', { tokenId: 'a2', clientId: 'bob' }, []],
    ['of a client, issued before', { clientId: 'ana', issuedBefore: (start - 600) * 1_000 }, ['ana']],
    ['issued before', { issuedBefore: new Date((start - 600) * 1_000) }, ['ana', 'bob', 'somebody of old']],
    ['of everybody', { issuedBefore: start * 1_000 }, ['ana', 'ana again', 'ana just now', 'bob', 'somebody of old']],
    ['by its id, had it been issued before', { tokenId: 'a2', issuedBefore: (start - 600) * 1_000 }, []],
    ['of nobody', { clientId: 'nobody' }, []],
  ])(
    '%s ends the connections that came with them and no other, and lets none of them in again',
    async (_, which, out) => {
      const { client, server, url } = await startTestServer({ auth: { secret } })
      const there = new Map<string, RawClient>()
      for (const [name, claims] of Object.entries(people)) {
        there.set(name, await client({ token: await tokenOf(claims) }))
      }
      expect(await server.revoke(which)).toBe(out.length)
      for (const name of out) {
        const connection = there.get(name)
        expect(await connection?.closed).toMatchObject({ code: 4001 })
        expect(connection?.all('goodbye')).toMatchObject([
          { error: { code: 'unauthorized', message: revoked.message } },
        ])
      }
      for (const [name, claims] of Object.entries(people)) {
        const isOut = out.some((each) => each === name)
        if (!isOut) await there.get(name)?.barrier()
        expect(await knock(url, await tokenOf(claims)), name).toEqual(isOut ? revoked : 'in')
      }
    },
  )

  it('lets in who signs in again in the same second, and even with a clock that is slow a little later', async () => {
    const { client, server, url, clock } = await startTestServer({ auth: { secret } })
    const old = { iat: start - 3_600 }
    const ana = await client({ token: await tokenOf(old) })
    clock.advance(700)
    await server.revoke({ clientId: 'ana' })
    expect(await ana.closed).toMatchObject({ code: 4001 })
    expect(await knock(url, await tokenOf({ iat: start }))).toBe('in')
    // Signed now, by a clock that is three seconds slow: it comes back for another one, until that is signed late enough.
    expect(await knock(url, await tokenOf({ iat: start - 3 }))).toMatchObject({ close: 1012, code: 'unauthorized' })
    clock.advance(3_000)
    expect(await knock(url, await tokenOf({ iat: start }))).toBe('in')
    clock.advance(3_000)
    expect(await knock(url, await tokenOf({ iat: start - 3 }))).toEqual(revoked)
    expect(await knock(url, await tokenOf(old))).toEqual(revoked)
  })

  it('remembers it for a day, or as long as it was told', async () => {
    const { server, url, clock } = await startTestServer({ auth: { secret } })
    const tokens = [await tokenOf({ jti: 'a' }), await tokenOf({ jti: 'b' })] as const
    await server.revoke({ tokenId: 'a' })
    await server.revoke({ tokenId: 'b', keepFor: 60 })
    clock.advance(60_000)
    expect(await knock(url, tokens[0])).toEqual(revoked)
    expect(await knock(url, tokens[1])).toBe('in')
    clock.advance(86_340_000)
    expect(await knock(url, tokens[0])).toBe('in')
  })

  it('refuses a newer token that was revoked, and goes by the newest that was taken', async () => {
    const { client, server } = await startTestServer({ auth: { secret } })
    const ana = await client({ token: await tokenOf({ jti: 'first', iat: start - 60 }) })
    await server.revoke({ tokenId: 'bad' })
    const refresh = async (jti: string): Promise<unknown> =>
      ana.ask({ type: 'token', token: await tokenOf({ jti, iat: start }) })
    expect(await refresh('bad')).toMatchObject({
      type: 'error',
      error: { code: 'unauthorized', message: revoked.message },
    })
    expect(await refresh('second')).toMatchObject({ type: 'ok' })
    expect(await server.revoke({ tokenId: 'first' })).toBe(0)
    await ana.barrier()
    expect(await server.revoke({ tokenId: 'second' })).toBe(1)
    expect(await ana.closed).toMatchObject({ code: 4001 })
  })

  it('ends what is on its way too: a token that is being checked, and a newer one', async () => {
    let goOn = (): void => {}
    let asked = (): void => {}
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const gate = new Promise<void>((resolve) => (goOn = resolve))
    const verify = async (token: string): Promise<VerifiedToken> => {
      if (token === 'slow') {
        asked()
        await gate
      }
      return { clientId: 'ana', tokenId: token, issuedAt: start * 1_000 }
    }
    const { client, server, url } = await startTestServer({ auth: { verify } })
    const ana = await client({ token: 'quick' })
    const refreshed = ana.ask({ type: 'token', token: 'slow' })
    await isAsked
    const late = knock(url, 'slow')
    await ana.barrier()
    await server.revoke({ tokenId: 'slow' })
    goOn()
    expect(await refreshed).toMatchObject({ error: { message: revoked.message } })
    expect(await late).toEqual(revoked)
  })

  it('ends sessions without a token, and lets them in again as the app says', async () => {
    const sessions = new Set(['of-ana'])
    const server = await startTestServer({
      authenticate: ({ request }) => (sessions.has(request.cookies['session'] ?? '') ? { clientId: 'ana' } : null),
    })
    const visit = (): RawClient =>
      new RawClient(server.url, { headers: { Cookie: 'session=of-ana', Origin: server.httpUrl } })
    const first = visit()
    await first.hello()
    expect(await server.server.revoke({ clientId: 'ana' })).toBe(1)
    expect(await first.next('goodbye')).toMatchObject({ error: { code: 'unauthorized', retryable: true } })
    // Not 4001, at which a client without a token function gives up.
    expect(await first.closed).toMatchObject({ code: 1012 })
    const again = visit()
    await again.hello()
    sessions.clear()
    await server.server.revoke({ issuedBefore: server.clock.date() })
    expect(await again.closed).toMatchObject({ code: 1012 })
    const signedOut = await visit().opened()
    signedOut.send({ type: 'hello', version: 1 })
    expect(await signedOut.closed).toMatchObject({ code: 4001 })
  })

  it('ends hundreds of connections, some in each turn', async () => {
    const { client, server } = await startTestServer({ auth: { secret } })
    const token = await tokenOf({ iat: start })
    const all = await Promise.all(Array.from({ length: 120 }, () => client({ token })))
    expect(await server.revoke({ issuedBefore: start * 1_000 })).toBe(120)
    for (const { closed } of all) expect(await closed).toMatchObject({ code: 4001 })
  })
})

describe('what can not be revoked', () => {
  async function refused(server: TestServer['server'], options: object): Promise<unknown> {
    return server.revoke(options).catch((error: unknown) => error)
  }

  it.each<[string, object, RegExp]>([
    ['nothing in particular', {}, /which tokens/],
    ['nothing in particular, for some time', { keepFor: 60 }, /which tokens/],
    ['a misspelt option', { clientId: 'ana', issueBefore: 1 }, /Unknown option of `revoke` "issueBefore"/],
    ['an empty client id', { clientId: '' }, /`clientId` must be/],
    ['a client id that is no text', { clientId: 5 }, /`clientId` must be/],
    ['an empty token id', { tokenId: '' }, /`tokenId` must be/],
    ['a token id that is too long', { tokenId: 'x'.repeat(257) }, /1 to 256 bytes/],
    ['a moment that is none', { issuedBefore: new Date('never') }, /`issuedBefore` must be a Date/],
    ['a moment in seconds', { issuedBefore: start }, /milliseconds/],
    ['a moment that is text', { issuedBefore: '2027-01-01' }, /`issuedBefore` must be a Date/],
    ['the future', { issuedBefore: start * 1_000 + 6_000 }, /future/],
    ['no time at all', { clientId: 'ana', keepFor: 0 }, /`keepFor`/],
    ['time without end', { clientId: 'ana', keepFor: Infinity }, /`keepFor`/],
  ])('%s', async (_, options, message) => {
    const { server, client } = await startTestServer({ auth: { secret } })
    const ana = await client({ token: await tokenOf() })
    expect(await refused(server, options)).toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(message),
    })
    await ana.barrier()
  })

  it('tokens of a server that wants none', async () => {
    const { server } = await startTestServer()
    expect(await refused(server, { clientId: 'ana' })).toMatchObject({ code: 'unsupported' })
  })
})
