import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import type { WatchedRoom } from '../test-support/watched-room.ts'
import { drawnKinds, publishUnderFaults, watchRoom } from '../test-support/watched-room.ts'

const minutes = 240_000

/** Every confirmed number was heard, once, in the order of publishing. */
async function expectAll(watched: WatchedRoom, confirmed: readonly number[]): Promise<void> {
  expect(await watched.hears(confirmed)).toEqual([])
  expect(watched.heard).toEqual([...watched.heard].sort((a, b) => a - b))
  expect(new Set(watched.heard).size).toBe(watched.heard.length)
}

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  beforeAll(async () => {
    server = await startRabbitmq()
  }, minutes)
  afterAll(() => server?.stop())

  describe.concurrent('loses and doubles nothing, and sees no gap', { timeout: minutes }, () => {
    it.for(Array.from({ length: 32 }, (_, seed) => ({ seed, kinds: drawnKinds(seed).join(', ') })))(
      'when the network has: $kinds (seed $seed)',
      async ({ seed }) => {
        const watched = await watchRoom(server.url)
        try {
          const confirmed = await publishUnderFaults(watched, seed)
          await expectAll(watched, confirmed)
          expect(watched.gaps()).toBe(0)
        } finally {
          await watched.close()
        }
      },
    )
  })

  describe('a RabbitMQ that is killed and started again', { timeout: minutes }, () => {
    // The first minutes after it has declared its first stream it would find none of them again.
    beforeAll(async () => {
      await server.pause()
      await server.restart()
    }, minutes)

    it.each([1, 2])('has what it confirmed, and the channel goes on without a gap (time %d)', async () => {
      const watched = await watchRoom(server.url)
      try {
        const before = await Promise.all(Array.from({ length: 20 }, () => watched.publish()))
        await server.crash()
        const meanwhile = Array.from({ length: 5 }, () => watched.publish())
        await server.restart()
        const after = await Promise.all([...meanwhile, watched.publish()])
        await expectAll(
          watched,
          [...before, ...after].filter((number) => number !== null),
        )
        expect(watched.gaps()).toBe(0)
      } finally {
        await watched.close()
      }
    })

    it('is told from one that has lost its data: the gap is marked, and what comes after is heard', async () => {
      const watched = await watchRoom(server.url)
      try {
        const before = await Promise.all(Array.from({ length: 3 }, () => watched.publish()))
        expect(await watched.hears(before.map(Number))).toEqual([])
        await server.forget()
        await server.restart()
        const deadline = Date.now() + 60_000
        while (watched.gaps() === 0 && Date.now() < deadline) await watched.publish()
        const last = await watched.publish()
        expect(watched.gaps()).toBe(1)
        expect(await watched.hears([Number(last)])).toEqual([])
      } finally {
        await watched.close()
      }
    })
  })
})
