import { faultKinds } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { startRedis } from '../../../../scripts/services/redis.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { configuration, everything } from '../test-support/real-centrifugo.ts'
import type { Delivery } from '../test-support/under-faults.ts'
import { runUnderFaults } from '../test-support/under-faults.ts'

// Between the SDK and Centrifugo is a network on which everything happens that networks do.

/** Where everybody may do everything, and who has gone silent is noticed soon. */
const settings = {
  without_namespace: { ...everything, allow_subscribe_for_client: true },
  client: { ping_interval: '2s', pong_timeout: '1s' },
}

/** Runs, ten at a time. */
const runs = Number(process.env['CENTRIFUGO_FAULT_RUNS'] ?? 10)
const atOnce = 10

function expectNothingLost({ seed, confirmed, heard, gaps }: Delivery): void {
  const inOrder = [...new Set(heard)].sort((a, b) => a - b)
  expect(heard, `run ${seed}: in order, nothing twice`).toEqual(inOrder)
  if (gaps === 0) expect(heard, `run ${seed}: nothing lost`).toEqual(expect.arrayContaining([...confirmed]))
}

withServices(['centrifugo'], () => {
  it(`loses and doubles nothing under faults, in ${runs} runs`, { timeout: 300_000 }, async () => {
    const server = await startCentrifugo(configuration(settings))
    onTestFinished(() => server.stop())
    const target = `ws://127.0.0.1:${server.port}/connection/websocket`
    const all: Delivery[] = []
    for (let first = 1; first <= runs; first += atOnce) {
      const seeds = Array.from({ length: Math.min(atOnce, runs - first + 1) }, (_, index) => first + index)
      all.push(
        ...(await Promise.all(
          seeds.map((seed) => runUnderFaults({ target, channel: `run-${seed}`, seed, kinds: faultKinds })),
        )),
      )
    }
    all.forEach(expectNothingLost)
    // Centrifugo kept everything, so a gap would be one that isn't there.
    expect(all.map(({ gaps }) => gaps)).toEqual(all.map(() => 0))
    expect(all.every(({ strikes }) => strikes > 0)).toBe(true)
  })

  it('marks a gap where a Centrifugo that kept everything in memory is killed and comes back', async () => {
    const first = await startCentrifugo(configuration(settings))
    let second: typeof first | undefined
    onTestFinished(async () => {
      await first.stop()
      await second?.stop()
    })
    const delivery = await runUnderFaults({
      target: `ws://127.0.0.1:${first.port}/connection/websocket`,
      channel: 'killed',
      seed: 1,
      kinds: [],
      async meanwhile() {
        await first.kill()
        second = await startCentrifugo(configuration(settings), { port: first.port })
      },
    })
    expectNothingLost(delivery)
    expect(delivery.gaps).toBeGreaterThan(0)
  })
})

withServices(['centrifugo', 'redis'], () => {
  it('loses nothing when a Centrifugo is killed and comes back, where Redis keeps everything', async () => {
    const redis = await startRedis()
    const more = { engine: { type: 'redis', redis: { address: redis.url } } }
    const first = await startCentrifugo(configuration({ ...settings, more }))
    let second: typeof first | undefined
    onTestFinished(async () => {
      await first.stop()
      await second?.stop()
      await redis.stop()
    })
    const delivery = await runUnderFaults({
      target: `ws://127.0.0.1:${first.port}/connection/websocket`,
      channel: 'killed',
      seed: 2,
      kinds: [],
      async meanwhile() {
        await first.kill()
        second = await startCentrifugo(configuration({ ...settings, more }), { port: first.port })
      },
    })
    expectNothingLost(delivery)
    expect(delivery).toMatchObject({ gaps: 0, confirmed: Array.from({ length: 40 }, (_, index) => index) })
  })
})
