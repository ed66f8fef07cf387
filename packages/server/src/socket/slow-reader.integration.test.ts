import { describe, expect, it } from 'vitest'
import { idsOf, numbered, outgoingMessages } from '../testing/support/outgoing-messages.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const large = 'x'.repeat(60_000)

/** Publishes messages of 60 kB, each after the one before was stored. */
async function publishLarge(client: RawClient, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await client.ask({ type: 'publish', channel: 'room:a', messages: outgoingMessages([id], large) })
  }
}

describe('a reader that stops', () => {
  it('is cut when its budget is spent, and nobody else notices', async () => {
    const { client, server, clock } = await startTestServer()
    const [ana, bob, slow] = [await client(), await client(), await client({ clientId: 'slow' })]
    for (const who of [bob, slow]) await who.ask({ type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    const ids = numbered('m', 400)
    await publishLarge(ana, ids)
    await bob.barrier()
    expect(idsOf(bob, 'room:a')).toEqual(ids)
    expect(server.info().connections).toBe(2)
    clock.advance(3_000)
    slow.socket.resume()
    expect((await slow.closed).code).toBeOneOf([4008, 1006])
  })

  it('recovers all it missed when it comes back', async () => {
    const { client, server } = await startTestServer()
    const [ana, slow] = [await client(), await client({ clientId: 'slow' })]
    const { epoch } = await slow.result('attach', { type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    const ids = numbered('m', 300)
    await publishLarge(ana, ids)
    expect(server.info().connections).toBe(1)
    const again = await client({ clientId: 'slow', resumeKey: slow.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    const since = { epoch, offset: 0 }
    expect(await again.result('attach', { type: 'attach', channel: 'room:a', since })).toMatchObject({
      recovered: true,
    })
    await again.until(() => idsOf(again, 'room:a').length === ids.length)
    expect(idsOf(again, 'room:a')).toEqual(ids)
  })

  it('that is only slow gets a replay larger than its budget, page by page', async () => {
    const { client } = await startTestServer({ limits: { bufferBytes: 400_000 } })
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.ask({ type: 'detach', channel: 'room:a' })
    const ids = numbered('m', 200)
    await publishLarge(ana, ids)
    const slow = await client()
    let turn = 0
    // Reads a frame, then nothing until the next turn, again and again.
    slow.socket.on('message', () => {
      slow.socket.pause()
      turn += 1
      setImmediate(() => slow.socket.resume())
    })
    await slow.ask({ type: 'attach', channel: 'room:a', since: { epoch, offset: 0 } })
    await slow.until(() => idsOf(slow, 'room:a').length === ids.length)
    expect(idsOf(slow, 'room:a')).toEqual(ids)
    expect(turn).toBeGreaterThan(10)
  })

  it('in the middle of a replay gets the rest when it reads again', async () => {
    const { client, server } = await startTestServer()
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.grant({ type: 'detach', channel: 'room:a' })
    const ids = numbered('m', 200)
    await publishLarge(ana, ids)
    const slow = await client()
    const attached = slow.ask({ type: 'attach', channel: 'room:a', since: { epoch, offset: 0 } })
    slow.socket.pause()
    for (let round = 0; round < 100; round += 1) await ana.barrier()
    // The replay is larger than all that waits in between: the server stands still, and the budget is not spent.
    expect(server.info().connections).toBe(2)
    slow.socket.resume()
    await attached
    await slow.until(() => idsOf(slow, 'room:a').length === ids.length)
    expect(idsOf(slow, 'room:a')).toEqual(ids)
  })

  it('so long that history is trimmed under its replay is told so', async () => {
    const { client, clock } = await startTestServer({ rules: { '*': { history: { messages: 2 } } } })
    const [ana, slow] = [await client(), await client()]
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.grant({ type: 'detach', channel: 'room:a' })
    const ids = numbered('m', 200)
    await publishLarge(ana, ids)
    for (let step = 0; step < 5; step += 1) {
      clock.advance(20_000)
      for (const who of [ana, slow]) await who.barrier()
    }
    const attached = slow.ask({ type: 'attach', channel: 'room:a', since: { epoch, offset: 0 } })
    slow.socket.pause()
    for (let round = 0; round < 100; round += 1) await ana.barrier()
    clock.advance(20_000)
    slow.socket.resume()
    expect(await attached).toMatchObject({ type: 'ok', result: { recovered: true } })
    const detached = await slow.next('detached')
    expect(detached).toMatchObject({ channel: 'room:a', resumable: true, error: { retryable: true } })
    const seen = idsOf(slow, 'room:a')
    expect(seen.length).toBeLessThan(ids.length)
    expect(seen).toEqual(ids.slice(0, seen.length))
    const since = { epoch, offset: seen.length }
    const again = await slow.result('attach', { type: 'attach', channel: 'room:a', since })
    expect(again).toMatchObject({ recovered: false, offset: 200 })
  })

  it('and only sends is cut after a minute in which it took hardly anything', async () => {
    const { client, server, clock } = await startTestServer({ limits: { bufferBytes: 100_000_000 } })
    const [ana, slow] = [await client(), await client()]
    await slow.grant({ type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    await publishLarge(ana, numbered('m', 300))
    expect(server.info().connections).toBe(2)
    for (let second = 0; second < 59; second += 1) {
      clock.advance(1_000)
      for (const who of [ana, slow]) who.send({ type: 'pong' })
      await ana.barrier()
    }
    expect(server.info().connections).toBe(2)
    clock.advance(1_000)
    expect(server.info().connections).toBe(1)
    clock.advance(3_000)
    slow.socket.resume()
    expect((await slow.closed).code).toBeOneOf([4008, 1006])
  })

  it('is answered its newest ping of the WebSocket protocol once it reads again', async () => {
    const { client } = await startTestServer({ limits: { bufferBytes: 100_000_000 } })
    const [ana, slow] = [await client(), await client()]
    await slow.grant({ type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    await publishLarge(ana, numbered('m', 300))
    const pongs: string[] = []
    slow.socket.on('pong', (data) => pongs.push(data.toString()))
    for (let number = 1; number <= 100; number += 1) slow.socket.ping(String(number))
    // The server reads one frame of a connection a turn.
    for (let round = 0; round < 100; round += 1) await ana.barrier()
    slow.socket.resume()
    await slow.until(() => idsOf(slow, 'room:a').length === 300)
    while (pongs.length === 0) await slow.barrier()
    expect(pongs).toEqual(['100'])
  })

  it('does not keep the server from closing', async () => {
    const { client, server, clock } = await startTestServer()
    const [ana, slow] = [await client(), await client()]
    await slow.ask({ type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    await publishLarge(ana, numbered('m', 60))
    const closed = server.close()
    await ana.closed
    clock.advance(3_000)
    await closed
    expect(server.info().connections).toBe(0)
  })
})

describe('a large presence', () => {
  it('comes as a snapshot of several pages that belong together', async () => {
    const { client } = await startTestServer({ limits: { bufferBytes: 300_000 } })
    const state = 'x'.repeat(4_000)
    const members = await Promise.all(numbered('p', 150).map((clientId) => client({ clientId })))
    await Promise.all(
      members.map((member) => member.ask({ type: 'presence', channel: 'room:a', action: 'enter', state })),
    )
    const ana = await client()
    await ana.ask({ type: 'attach', channel: 'room:a', presence: true })
    await ana.until(() => ana.all('presence-snapshot').some((page) => page.last))
    const pages = ana.all('presence-snapshot')
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.map((page) => page.first)).toEqual(pages.map((_, index) => index === 0))
    expect(new Set(pages.map((page) => page.revision)).size).toBe(1)
    const shown = pages.flatMap((page) => page.connections.map((connection) => connection.clientId))
    expect(new Set(shown)).toEqual(new Set(numbered('p', 150)))
    const found: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: { connections: readonly { clientId: string }[]; cursor?: string } = await ana.result('presence', {
        type: 'presence-get',
        channel: 'room:a',
        ...(cursor === '' ? {} : { cursor }),
      })
      found.push(...page.connections.map((connection) => connection.clientId))
      cursor = page.cursor
    }
    expect(found).toHaveLength(150)
    expect(new Set(found)).toEqual(new Set(numbered('p', 150)))
  })
})
