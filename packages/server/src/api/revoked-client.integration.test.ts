import type { Client, TokenOption } from '@herenow/core'
import { createClient } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import { SignJWT } from 'jose'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const secret = '0123456789abcdef0123456789abcdef'

/** Signs with the server's clock, less so many seconds. */
function sign({ clock }: TestServer, slow = 0): Promise<string> {
  return new SignJWT({ sub: 'ana', iat: Math.floor(clock.date() / 1_000) - slow })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))
}

function person(url: string, token: TokenOption): Client {
  const client = createClient({ adapter: websocket(url), token })
  // Who listens is not shown errors on the console.
  client.on('error', () => {})
  onTestFinished(() => client.close())
  return client
}

it('brings a client back with another token, and it misses no message and loses none', async () => {
  const server = await startTestServer({ auth: { secret } })
  const reasons: string[] = []
  const ana = person(server.url, ({ reason }) => {
    reasons.push(reason)
    return sign(server)
  })
  const room = ana.channel('room:a')
  await room.attach()
  await room.publish('said', 1)
  const lost = ana.connection.once('disconnected')
  const revoking = server.server.revoke({ clientId: 'ana' })
  const published = server.server.publish('room:a', 'said', 2)
  expect(await revoking).toBe(1)
  await published
  expect(await lost).toMatchObject({ reason: { code: 'unauthorized', message: 'The token was revoked.' } })
  await room.publish('said', 3)
  await server.server.publish('room:a', 'said', 4)
  await vi.waitFor(() => expect(room.log.getState().messages.map(({ data }) => data)).toEqual([1, 2, 3, 4]))
  expect(reasons).toEqual(['connect', 'rejected'])
})

it('tells a client with that one token only that it was revoked, and the client gives up', async () => {
  const server = await startTestServer({ auth: { secret } })
  const ana = person(server.url, await sign(server, 60))
  const failed = ana.connection.once('failed')
  await ana.channel('room:a').attach()
  await server.server.revoke({ issuedBefore: server.clock.date() })
  expect(await failed).toMatchObject({ reason: { code: 'unauthorized' } })
})

it('brings a client back whose tokens come from a slow clock, as soon as they are signed late enough', async () => {
  const server = await startTestServer({ auth: { secret } })
  let slow = 2
  let fetched = 0
  const ana = person(server.url, () => {
    fetched += 1
    // The second one is signed after the revocation, and says to be older.
    if (fetched > 2) slow = 0
    return sign(server, slow)
  })
  ana.connection.connect()
  await ana.connection.once('connected')
  const lost = ana.connection.once('disconnected')
  await server.server.revoke({ clientId: 'ana' })
  await lost
  await ana.connection.once('connected')
  expect(fetched).toBe(3)
})
