import { Buffer } from 'node:buffer'
import type { ClientItem } from '@herenow/protocol'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { RequestFields } from '../testing/support/raw-client.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { Action } from './rights.ts'

// Each thing that a client can ask for, with each kind of credentials that must not be enough. A witness with all rights is
// in the channel: nothing reaches it, and the channel is afterwards as it was.

const secret = 'a secret that nobody could guess: 7'
const channel = 'room:a'
const everything: readonly Action[] = ['subscribe', 'publish', 'presence', 'history']

/** What is asked, and the right that it takes. */
const requests: readonly (readonly [name: string, right: Action, request: (name: string) => RequestFields])[] = [
  ['attach', 'subscribe', (name) => ({ type: 'attach', channel: name })],
  ['attach with what was said', 'history', (name) => ({ type: 'attach', channel: name, rewind: 10 })],
  ['publish', 'publish', (name) => ({ type: 'publish', channel: name, messages: [{ id: 'x', name: 'n', data: 1 }] })],
  ['signal', 'publish', (name) => ({ type: 'signal', channel: name, name: 'n', data: 1 })],
  ['enter', 'presence', (name) => ({ type: 'presence', channel: name, action: 'enter', state: 1 })],
  ['update', 'presence', (name) => ({ type: 'presence', channel: name, action: 'update', state: 1 })],
  ['who is present', 'presence', (name) => ({ type: 'presence-get', channel: name })],
  ['who is here now', 'presence', (name) => ({ type: 'here-now', channels: [name], members: true, state: true })],
  ['watch', 'presence', (name) => ({ type: 'watch', channels: [name] })],
  ['history', 'history', (name) => ({ type: 'history', channel: name, limit: 10, direction: 'backwards' })],
]

interface Scene extends TestServer {
  readonly witness: RawClient
  /** Fails unless nothing has changed, and nothing was told to the stranger that only a witness may know. */
  readonly expectNothing: (stranger: RawClient) => Promise<void>
}

async function scene(): Promise<Scene> {
  const started = await startTestServer({
    auth: { secret, audience: 'chat', issuer: 'app' },
    origins: ['https://app.example'],
  })
  const witness = await started.client({ token: await tokenOf('witness', { [channel]: everything }) })
  await witness.grant({ type: 'attach', channel, presence: true })
  await witness.grant({ type: 'presence', channel, action: 'enter', state: 'SECRET' })
  await witness.grant({ type: 'publish', channel, messages: [{ id: 'said', name: 'n', data: 'SECRET' }] })
  await witness.barrier()
  const before = witness.received.length
  return {
    ...started,
    witness,
    async expectNothing(stranger) {
      await witness.barrier()
      const told = witness.received.slice(before).filter(({ type }) => type !== 'ok')
      expect(told).toEqual([])
      expect((await started.server.history(channel)).items).toHaveLength(1)
      expect((await started.server.presence(channel)).map(({ clientId }) => clientId)).toEqual(['witness'])
      expect(JSON.stringify(stranger.received)).not.toMatch(/SECRET|witness/)
    },
  }
}

interface Claims {
  readonly audience?: string
  readonly issuer?: string
  readonly key?: string
  readonly expires?: number
}

function tokenOf(
  clientId: string,
  cap: Readonly<Record<string, readonly string[]>>,
  claims: Claims = {},
): Promise<string> {
  const { audience = 'chat', issuer = 'app', key = secret, expires = 4_000_000_000 } = claims
  return new SignJWT({ cap })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuer(issuer)
    .setExpirationTime(expires)
    .sign(Buffer.from(key))
}

async function unsigned(): Promise<string> {
  const [, claims] = (await tokenOf('ana', { [channel]: everything })).split('.')
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
}

/** A token for more, under a signature for less. */
async function patched(): Promise<string> {
  const [head, , signature] = (await tokenOf('ana', {})).split('.')
  const [, claims] = (await tokenOf('ana', { [channel]: everything })).split('.')
  return `${head}.${claims}.${signature}`
}

const full = { [channel]: everything }
const notEnough: readonly (readonly [name: string, token: () => Promise<string | undefined>])[] = [
  ['no token', () => Promise.resolve(undefined)],
  ['a token that has expired', () => tokenOf('ana', full, { expires: 1_000_000_000 })],
  ['a token that another secret signed', () => tokenOf('ana', full, { key: 'another secret that nobody knows: 7' })],
  ['a token without a signature', unsigned],
  ['a token with the claims of another', patched],
  ['a token for somebody else to read', () => tokenOf('ana', full, { audience: 'shop' })],
  ['a token of another issuer', () => tokenOf('ana', full, { issuer: 'evil' })],
]

const item = (fields: RequestFields): ClientItem => ({ ...fields, id: 7 }) as unknown as ClientItem

describe.each(requests)('%s', (_, right, request) => {
  it.each(notEnough)('is refused with %s, also in the frame of the hello', async (_name, makeToken) => {
    const { url, expectNothing } = await scene()
    const token = await makeToken()
    const stranger = new RawClient(url)
    await stranger.opened()
    const hello = { type: 'hello', version: 1, ...(token === undefined ? {} : { token }) } as const
    stranger.send(hello, item(request(channel)), item(request(channel)))
    expect((await stranger.closed).code).toBeGreaterThanOrEqual(4_001)
    expect(stranger.received.map(({ type }) => type)).toEqual(['goodbye'])
    await expectNothing(stranger)
  })

  const withoutThis = everything.filter((action) => action !== right)

  it('is refused where that right is missing, and every other is there', async () => {
    const { client, expectNothing } = await scene()
    const stranger = await client({ token: await tokenOf('ana', { [channel]: withoutThis }) })
    expect(await stranger.code(request(channel))).toBe('forbidden')
    await expectNothing(stranger)
  })

  it.each(['room:b', 'room', 'room:A', 'room:a:b', 'room:a:*', 'rooms:*'])(
    'is refused with all rights in %s',
    async (lookAlike) => {
      const { client, expectNothing } = await scene()
      const stranger = await client({ token: await tokenOf('ana', { [lookAlike]: everything }) })
      expect(await stranger.code(request(channel))).toBe('forbidden')
      await expectNothing(stranger)
    },
  )

  it('is refused once a token was taken that has the right no more', async () => {
    const { client, expectNothing } = await scene()
    const stranger = await client({ token: await tokenOf('ana', { [channel]: everything }) })
    await stranger.grant({ type: 'token', token: await tokenOf('ana', { [channel]: withoutThis }) })
    expect(await stranger.code(request(channel))).toBe('forbidden')
    await expectNothing(stranger)
  })
})

it.each(['r*', 'room:\u0430', 'room:**', ''])('takes no token with the pattern %s', async (pattern) => {
  const { url } = await scene()
  const stranger = new RawClient(url)
  await stranger.opened()
  stranger.send({ type: 'hello', version: 1, token: await tokenOf('ana', { [pattern]: everything }) })
  expect((await stranger.closed).code).toBe(4_001)
})
