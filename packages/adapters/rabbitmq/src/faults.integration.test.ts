import type { DeliveryService, WatchedChannel } from '@herenow/testing'
import { expectDelivered, testDelivery, watchChannel } from '@herenow/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { adapterAt } from '../test-support/real-service.ts'

// Between the SDK and RabbitMQ is a network on which everything happens that networks do.

const minutes = 240_000

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  let watches = 1_000
  beforeAll(async () => {
    server = await startRabbitmq()
  }, minutes)
  afterAll(() => server?.stop())

  const service = (): DeliveryService => ({
    url: server.url,
    adapter: ({ url }) => adapterAt(url, { heartbeat: 1_000 }),
  })

  async function watch(): Promise<WatchedChannel> {
    const watched = await watchChannel(service(), { seed: (watches += 1) })
    onTestFinished(() => watched.close())
    return watched
  }

  testDelivery({ name: 'streams', runs: Number(process.env['FAULT_RUNS'] ?? 10), service })

  describe('a RabbitMQ that is killed and started again', { timeout: minutes }, () => {
    // The first minutes after it has declared its first stream it would find none of them again.
    beforeAll(async () => {
      await server.pause()
      await server.restart()
    }, minutes)

    it.each([1, 2])('has what it confirmed, and the channel goes on without a gap (time %d)', async () => {
      const watched = await watch()
      const before = await Promise.all(Array.from({ length: 20 }, () => watched.publish()))
      await server.crash()
      const meanwhile = Array.from({ length: 5 }, () => watched.publish())
      await server.restart()
      const after = await Promise.all([...meanwhile, watched.publish()])
      await expectDelivered(
        watched,
        [...before, ...after].filter((number) => number !== null),
      )
      expect(watched.gaps()).toBe(0)
    })

    it('is told from one that has lost its data: the gap is marked, and what comes after is heard', async () => {
      const watched = await watch()
      const before = await Promise.all(Array.from({ length: 3 }, () => watched.publish()))
      expect(await watched.missing(before.map(Number))).toEqual([])
      await server.forget()
      await server.restart()
      const deadline = Date.now() + 60_000
      while (watched.gaps() === 0 && Date.now() < deadline) await watched.publish()
      const last = await watched.publish()
      expect(watched.gaps()).toBe(1)
      expect(await watched.missing([Number(last)])).toEqual([])
    })
  })
})
