import type { DeliveryService } from '@herenow/testing'
import { expectDelivered, testDelivery, watchChannel } from '@herenow/testing'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { startRedis } from '../../../../scripts/services/redis.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import type { CentrifugoSettings } from '../test-support/real-centrifugo.ts'
import { adapterFor, configuration, everything, tokenFor } from '../test-support/real-centrifugo.ts'

// Between the SDK and Centrifugo is a network on which everything happens that networks do.

type Server = Awaited<ReturnType<typeof startCentrifugo>>

/** Where everybody may do everything, and who has gone silent is noticed soon. */
const settings: CentrifugoSettings = {
  without_namespace: { ...everything, allow_subscribe_for_client: true },
  client: { ping_interval: '2s', pong_timeout: '1s' },
}

const serviceOf = ({ port }: Server): DeliveryService => ({
  url: `ws://127.0.0.1:${port}/connection/websocket`,
  adapter: ({ url }) => adapterFor(url),
  token: (clientId) => tokenFor(clientId, null),
})

/** Publishes before, while and after a Centrifugo is killed and another comes in its place. */
async function publishAround(more: CentrifugoSettings['more'] = {}) {
  const first = await startCentrifugo(configuration({ ...settings, more }))
  onTestFinished(() => first.stop())
  const watched = await watchChannel(serviceOf(first), { seed: 1 })
  onTestFinished(() => watched.close())
  const before = await Promise.all(Array.from({ length: 20 }, () => watched.publish()))
  await first.kill()
  const meanwhile = Array.from({ length: 5 }, () => watched.publish())
  const second = await startCentrifugo(configuration({ ...settings, more }), { port: first.port })
  onTestFinished(() => second.stop())
  const after = await Promise.all([...meanwhile, watched.publish()])
  return { watched, before, after: after.filter((number) => number !== null) }
}

withServices(['centrifugo'], () => {
  let server: Server
  beforeAll(async () => {
    server = await startCentrifugo(configuration(settings))
  })
  afterAll(() => server?.stop())

  testDelivery({ name: 'in memory', runs: Number(process.env['FAULT_RUNS'] ?? 10), service: () => serviceOf(server) })

  it('marks a gap where a Centrifugo that kept everything in memory is killed and comes back', async () => {
    const { watched, after } = await publishAround()
    await expectDelivered(watched, after.slice(-1))
    expect(watched.gaps()).toBeGreaterThan(0)
  })
})

withServices(['centrifugo', 'redis'], () => {
  it('loses nothing when a Centrifugo is killed and comes back, where Redis keeps everything', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const { watched, before, after } = await publishAround({ engine: { type: 'redis', redis: { address: redis.url } } })
    await expectDelivered(watched, [...before.filter((number) => number !== null), ...after])
    expect(watched.gaps()).toBe(0)
  })
})
