import { createClient } from '@herenow/core'
import type { Client } from '@herenow/core'
import { closeCode } from '@herenow/protocol'
import type { Publish } from '@herenow/protocol'
import type { ScriptedSocket, SentItem, TestEnv } from '@herenow/testing'
import { createTestEnv, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { welcome } from '../test-support/world.ts'
import { websocket } from './index.ts'

interface Setup {
  readonly world: TestEnv
  readonly client: Client
}

function answerTo(item: SentItem): object {
  const { id, type } = item
  if (type !== 'publish') return { type: 'ok', id, result: { epoch: 'e', offset: 0, recovered: false } }
  const { messages } = item as unknown as Publish
  return { type: 'ok', id, result: { outcomes: messages.map(() => ({ timestamp: 1, epoch: 'e', offset: 1 })) } }
}

/** A server that closes with `code` when an item holds the word "poison", before it has answered the rest of its frame. */
async function setup(code: number): Promise<Setup> {
  const world = createTestEnv({
    seed: 1,
    script: {
      onCreate: (socket) => socket.status === 'connecting' && socket.open(),
      onItem(item, socket) {
        if (item['type'] === 'hello') queueMicrotask(() => socket.status === 'open' && socket.receive(welcome))
        else if (JSON.stringify(item).includes('poison')) world.clock.setTimeout(() => socket.close(code), 5)
        else world.clock.setTimeout(() => socket.status === 'open' && socket.receive(answerTo(item)), 10)
      },
    },
  })
  const adapter = websocket('ws://localhost:7070')
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  client.connection.connect()
  await world.clock.advance(0)
  return { world, client }
}

/** Ends by which nobody complains: networks know them too, so it takes more of them. */
const withoutReason: readonly number[] = [1002, 1006, 1007, 3000, closeCode.protocolError]
const moreSockets = (code: number): number => (withoutReason.includes(code) ? 3 : 0)

const codes = [1002, 1003, 1006, 1007, 1008, 1009, 1011, 3000, closeCode.protocolError, closeCode.rateLimited] as const

describe('a message on which the server closes the socket', () => {
  it.each(codes)('fails after a few more tries, and no other message fails with it (close code %d)', async (code) => {
    const { world, client } = await setup(code)
    const channel = client.channel('room')
    const names = ['one', 'two', 'poison', 'three', 'four']
    const results = Promise.all(
      names.map((name) =>
        channel.publish('said', name).then(
          () => 'sent',
          (error: unknown) => error,
        ),
      ),
    )
    await world.clock.advance(30_000)
    expect(await results).toEqual([
      'sent',
      'sent',
      expect.objectContaining({ name: 'RealtimeError', outcome: 'unknown' }),
      'sent',
      'sent',
    ])
    expect(world.sockets.all.length).toBeLessThanOrEqual(5 + moreSockets(code))
    const texts = channel.log.getState().messages.map(({ data, status }) => `${String(data)} ${status}`)
    expect(texts).toContain('poison failed')
  })

  it.each([
    [1008, 2],
    [1002, 5],
    [1006, 5],
    [1007, 5],
    [closeCode.protocolError, 5],
  ])('that travels alone ends with close code %d on %d sockets before it fails', async (code, ends) => {
    const { world, client } = await setup(code)
    const refused = client
      .channel('room')
      .publish('said', 'poison')
      .catch((error: unknown) => error)
    await world.clock.advance(30_000)
    expect(await refused).toMatchObject({ retryable: false, hint: expect.stringContaining('closed') })
    expect(world.sockets.all).toHaveLength(ends + 1)
  })
})

describe('a request on which the server closes the socket', () => {
  it.each(codes)('is refused when it attaches, and the other channels come back (close code %d)', async (code) => {
    const { world, client } = await setup(code)
    const others = ['a', 'b', 'c'].map((name) => client.channel(name))
    for (const channel of others) void channel.attach()
    await world.clock.advance(100)
    const poison = client.channel('poison')
    const refused = poison.attach().catch((error: unknown) => error)
    await world.clock.advance(20_000)
    expect(await refused).toMatchObject({ name: 'RealtimeError', retryable: false })
    expect(poison.state.getState().status).toBe('failed')
    expect(others.map((channel) => channel.state.getState().status)).toEqual(['attached', 'attached', 'attached'])
    expect(world.sockets.all.length).toBeLessThanOrEqual(3 + moreSockets(code))
  })

  it.each(codes)('is refused when it enters presence (close code %d)', async (code) => {
    const { world, client } = await setup(code)
    const channel = client.channel('room')
    void channel.attach()
    await world.clock.advance(100)
    const refused = channel.presence.enter({ mood: 'poison' }).catch((error: unknown) => error)
    await world.clock.advance(20_000)
    expect(await refused).toMatchObject({ name: 'RealtimeError', retryable: false })
    expect(client.connection.getState().status).toBe('connected')
    expect(world.sockets.all.length).toBeLessThanOrEqual(4 + moreSockets(code))
  })
})

describe('a socket that ends for another reason', () => {
  it.each([1001, 1012, closeCode.pingTimeout, closeCode.draining, closeCode.tooSlow])(
    'blames nothing that was under way (close code %d)',
    async (code) => {
      const { world, client } = await setup(code)
      const sent = client.channel('room').publish('said', 'poison')
      let failed = false
      sent.catch(() => (failed = true))
      await world.clock.advance(30_000)
      expect(failed).toBe(false)
      await client.close()
    },
  )

  it.each([1002, 1007, closeCode.protocolError])(
    'blames nothing when a network corrupts what is under way in two channels (close code %d)',
    async (code) => {
      let cuts = 0
      const world = createTestEnv({
        seed: 1,
        script: {
          onCreate: (socket) => socket.status === 'connecting' && socket.open(),
          onItem(item, socket) {
            if (item['type'] === 'hello') queueMicrotask(() => socket.status === 'open' && socket.receive(welcome))
            else if (cuts < 3) cut(socket)
            else queueMicrotask(() => socket.status === 'open' && socket.receive(answerTo(item)))
          },
        },
      })
      function cut(socket: ScriptedSocket): void {
        world.clock.setTimeout(() => {
          if (socket.status !== 'open') return
          cuts += 1
          socket.close(code)
        }, 5)
      }
      const client = createClient({
        adapter: websocket('ws://localhost:7070'),
        clientId: 'ana',
        env: world.env,
        log: silentLogger,
      })
      const said = Promise.allSettled(['a', 'b'].map((name) => client.channel(name).publish('said', 1)))
      await world.clock.advance(30_000)
      expect(cuts).toBe(3)
      expect((await said).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
      await client.close()
    },
  )

  it('blames nothing when it had been quiet for long', async () => {
    const world = createTestEnv({
      seed: 1,
      script: {
        onCreate: (socket) => socket.status === 'connecting' && socket.open(),
        onItem: ({ type }, socket) => type === 'hello' && queueMicrotask(() => socket.receive(welcome)),
      },
    })
    const adapter = websocket('ws://localhost:7070')
    const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
    let failed = false
    client
      .channel('room')
      .publish('said', 1)
      .catch(() => (failed = true))
    for (let cut = 0; cut < 5; cut += 1) {
      await world.clock.advance(8_000)
      world.sockets.latest.close(1006)
    }
    expect(failed).toBe(false)
    await client.close()
  })

  it.each([1002, 1006, closeCode.protocolError])(
    'blames no channel and no presence that had been granted before (close code %d)',
    async (code) => {
      let isBroken = false
      const world = createTestEnv({
        seed: 1,
        script: {
          onCreate: (socket) => socket.status === 'connecting' && socket.open(),
          onItem(item, socket) {
            if (item['type'] === 'hello') queueMicrotask(() => socket.status === 'open' && socket.receive(welcome))
            else if (isBroken) world.clock.setTimeout(() => socket.close(code), 5)
            else queueMicrotask(() => socket.status === 'open' && socket.receive(answerTo(item)))
          },
        },
      })
      const adapter = websocket('ws://localhost:7070')
      const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
      const channel = client.channel('room')
      void channel.attach()
      void channel.presence.enter({ mood: 'fine' })
      await world.clock.advance(100)
      isBroken = true
      world.sockets.latest.close(code)
      await world.clock.advance(60_000)
      expect(world.sockets.all.length).toBeGreaterThan(4)
      isBroken = false
      await world.clock.advance(30_000)
      expect(channel.state.getState().status).toBe('attached')
      expect(world.sockets.latest.sent.map(({ type }) => type)).toContain('presence')
      await client.close()
    },
  )

  it('asks for a leased channel again after a minute, since networks can fail as servers do', async () => {
    const { world, client } = await setup(1006)
    const poison = client.channel('poison')
    const release = poison.lease()
    await world.clock.advance(30_000)
    expect(poison.state.getState().status).toBe('failed')
    const asked = (): number =>
      world.sockets.all.flatMap(({ sent }) => sent).filter(({ type }) => type === 'attach').length
    const before = asked()
    await world.clock.advance(30_000)
    expect(asked()).toBe(before)
    await world.clock.advance(60_000)
    expect(asked()).toBeGreaterThan(before)
    release()
    await client.close()
  })
})
