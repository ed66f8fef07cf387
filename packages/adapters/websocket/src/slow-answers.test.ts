import { createClient } from '@herenow/core'
import type { Client, PublishReceipt } from '@herenow/core'
import { createTestEnv, silentLogger } from '@herenow/testing'
import type { TestEnv } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { BusyServer, Pace } from '../test-support/busy-server.ts'
import { busyServer } from '../test-support/busy-server.ts'
import { websocket } from './index.ts'

const unlimited: Pace = { burst: 1e9, perSecond: 1e9, engineTime: 0 }
/** The default rate of a server with auth. */
const withAuth: Pace = { ...unlimited, burst: 100, perSecond: 50 }
const second = 1_000

interface Setup {
  readonly world: TestEnv
  readonly server: BusyServer
  readonly client: Client
  /** Publishes numbered messages and returns their ids. */
  readonly publish: (channel: string, count: number) => readonly string[]
  readonly confirmed: PublishReceipt[]
  readonly refused: unknown[]
}

async function setup(pace: Pace): Promise<Setup> {
  const server = busyServer(() => world.clock, pace)
  const world = createTestEnv({ seed: 1, script: server.script })
  const client = createClient({
    adapter: websocket('ws://localhost:7070'),
    clientId: 'ana',
    env: world.env,
    log: silentLogger,
  })
  client.connection.connect()
  await world.clock.advance(0)
  const confirmed: PublishReceipt[] = []
  const refused: unknown[] = []
  return {
    world,
    server,
    client,
    confirmed,
    refused,
    publish: (channel, count) =>
      Array.from({ length: count }, (_, index) => {
        const id = `${channel}-${index}`
        client
          .channel(channel)
          .publish('said', index, { id })
          .then(
            (receipt) => confirmed.push(receipt),
            (error: unknown) => refused.push(error),
          )
        return id
      }),
  }
}

describe('a publish whose answer takes long', () => {
  it('confirms a burst of 2,500 at 50 a second: once, in order, each written once', async () => {
    const { world, server, publish, confirmed, refused } = await setup(withAuth)
    const ids = publish('room', 2_500)
    await world.clock.advance(50 * second)
    expect(refused).toEqual([])
    expect(confirmed.map(({ id }) => id)).toEqual(ids)
    expect(server.stored).toEqual(ids)
    expect(server.written).toEqual(ids)
    expect(world.sockets.all).toHaveLength(1)
  })

  it('confirms a burst over many channels in the same way', async () => {
    const { world, server, publish, confirmed } = await setup(withAuth)
    const ids = Array.from({ length: 50 }, (_, channel) => publish(`room-${channel}`, 50)).flat()
    await world.clock.advance(50 * second)
    expect(confirmed).toHaveLength(ids.length)
    expect([...server.written].sort()).toEqual([...ids].sort())
    for (let channel = 0; channel < 50; channel += 1) {
      const own = server.stored.filter((id) => id.startsWith(`room-${channel}-`))
      expect(own).toEqual(ids.filter((id) => id.startsWith(`room-${channel}-`)))
    }
  })

  it('confirms ten messages on an engine that answers after 11 s, published at once or one by one', async () => {
    for (const pause of [0, 50]) {
      const { world, server, client } = await setup({ ...unlimited, engineTime: 11 * second })
      const channel = client.channel('room')
      const receipts: Promise<PublishReceipt>[] = []
      for (let index = 0; index < 10; index += 1) {
        receipts.push(channel.publish('said', index, { id: `m${index}` }))
        await world.clock.advance(pause)
      }
      await world.clock.advance(60 * second)
      expect((await Promise.all(receipts)).map(({ duplicate }) => duplicate)).toEqual(receipts.map(() => false))
      const ids = receipts.map((_, index) => `m${index}`)
      expect(server.stored).toEqual(ids)
      expect(server.written).toEqual(ids)
    }
  })

  it('lets no other request wait longer than its own timeout behind a burst', async () => {
    const { world, client, publish } = await setup(withAuth)
    publish('room', 2_500)
    for (let passed = 0; passed < 45; passed += 5) {
      await world.clock.advance(5 * second)
      const pinged = client.connection.ping()
      await world.clock.advance(9.9 * second)
      expect(await pinged).toBeLessThan(9.9 * second)
    }
  })

  it('is sent again, under its id, when the connection turns out to be dead', async () => {
    const { world, server, publish, confirmed } = await setup(unlimited)
    server.silent = true
    publish('room', 3)
    await world.clock.advance(39 * second)
    expect(server.written).toHaveLength(3)
    server.silent = false
    await world.clock.advance(5 * second)
    expect(confirmed).toHaveLength(3)
    expect(world.sockets.all).toHaveLength(2)
  })
})

describe('a burst on a server that answers quickly', () => {
  it('is confirmed after a few round trips', async () => {
    const { world, server, publish, confirmed } = await setup({ ...unlimited, engineTime: 1 })
    publish('room', 5_000)
    await world.clock.advance(second)
    expect(confirmed).toHaveLength(5_000)
    expect(server.written).toHaveLength(5_000)
  })
})
