import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Action } from './rights.ts'
import { idsOf, publishOf } from '../testing/support/outgoing-messages.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const secret = 'a-secret-that-is-long-enough-for-hs256'
const channel = 'room:a'

async function clientWith(server: TestServer, sub: string, actions: readonly Action[]): Promise<RawClient> {
  const token = await new SignJWT({ cap: { 'room:*': actions } })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .sign(new TextEncoder().encode(secret))
  return server.client({ token })
}

/** A server with three messages in the channel, and somebody who may publish more. */
async function roomWithPast(): Promise<{ server: TestServer; bob: RawClient; epoch: string }> {
  const server = await startTestServer({ auth: { secret } })
  const bob = await clientWith(server, 'bob', ['subscribe', 'publish', 'history'])
  const { epoch } = await bob.result('attach', { type: 'attach', channel })
  await bob.grant(publishOf(channel, 'm1', 'm2', 'm3'))
  return { server, bob, epoch }
}

describe('a client that may subscribe, but not read history', () => {
  it('is shown nothing from before it was attached, whatever position it names', async () => {
    const { server, epoch } = await roomWithPast()
    for (const offset of [0, 1, 2]) {
      const ana = await clientWith(server, 'ana', ['subscribe'])
      const result = await ana.result('attach', { type: 'attach', channel, since: { epoch, offset } })
      expect(result).toMatchObject({ offset: 3, recovered: false })
      await ana.barrier()
      expect(idsOf(ana, channel)).toEqual([])
    }
  })

  it('gets back what it missed since it was attached, in any later connection', async () => {
    const { server, bob, epoch } = await roomWithPast()
    const ana = await clientWith(server, 'ana', ['subscribe'])
    const { proof } = await ana.result('attach', { type: 'attach', channel })
    await bob.grant(publishOf(channel, 'm4'))
    await ana.until(() => idsOf(ana, channel).length === 1)
    await ana.close()
    await bob.grant(publishOf(channel, 'm5', 'm6'))
    server.clock.advance(60_000)
    const again = await clientWith(server, 'ana', ['subscribe'])
    const result = await again.result('attach', { type: 'attach', channel, since: { epoch, offset: 4 }, proof })
    expect(result).toMatchObject({ offset: 4, recovered: true })
    await again.until(() => idsOf(again, channel).length === 2)
    expect(idsOf(again, channel)).toEqual(['m5', 'm6'])
  })

  it("can't use the proof of another client, channel or earlier position", async () => {
    const { server, bob, epoch } = await roomWithPast()
    const ana = await clientWith(server, 'ana', ['subscribe'])
    const { proof } = await ana.result('attach', { type: 'attach', channel })
    await bob.grant(publishOf(channel, 'm4'))
    const eve = await clientWith(server, 'eve', ['subscribe'])
    const attach = { type: 'attach', channel, since: { epoch, offset: 3 }, proof } as const
    expect(await eve.result('attach', attach)).toMatchObject({ recovered: false })
    const earlier = { ...attach, since: { epoch, offset: 1 } }
    expect(await ana.result('attach', earlier)).toMatchObject({ recovered: false, offset: 4 })
    const other = await ana.result('attach', { type: 'attach', channel: 'room:b' })
    expect(await ana.result('attach', { ...attach, proof: other.proof })).toMatchObject({ recovered: false })
    expect(await ana.result('attach', attach)).toMatchObject({ recovered: true, offset: 3 })
  })
})

it('needs no proof with a right to history', async () => {
  const { server, epoch } = await roomWithPast()
  const cleo = await clientWith(server, 'cleo', ['subscribe', 'history'])
  const result = await cleo.result('attach', { type: 'attach', channel, since: { epoch, offset: 1 } })
  expect(result).toMatchObject({ offset: 1, recovered: true })
  await cleo.until(() => idsOf(cleo, channel).length === 2)
})
