import type { DeliveryService } from '@herenow/testing'
import { expectDelivered, testDelivery, watchChannel } from '@herenow/testing'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { adapterFor } from '../test-support/stand-in-service.ts'
import { key, tokenFor } from '../test-support/tokens.ts'

// Between the SDK and the stand-in is a network on which everything happens that networks do.

/** Who has gone silent is noticed soon. */
const start = (options: Partial<StandInOptions> = {}): Promise<StandIn> =>
  startStandIn({ keys: [key], maxIdleInterval: 1_000, ...options })

const serviceOf = ({ port }: StandIn): DeliveryService => ({
  url: `ws://127.0.0.1:${port}`,
  adapter: (proxy) => adapterFor(proxy.port),
  token: (clientId) => tokenFor(clientId),
})

async function watch(standIn: StandIn) {
  onTestFinished(() => standIn.stop())
  const watched = await watchChannel(serviceOf(standIn), { seed: 1 })
  onTestFinished(() => watched.close())
  return watched
}

let standIn: StandIn
beforeAll(async () => {
  standIn = await start()
})
afterAll(() => standIn.stop())

testDelivery({ name: 'Ably', runs: Number(process.env['FAULT_RUNS'] ?? 10), service: () => serviceOf(standIn) })

it('heals from history what was missed for longer than Ably lets clients go on', async () => {
  const watched = await watch(await start({ continuity: 1 }))
  const numbers = await watched.publishUnderFaults()
  await expectDelivered(watched, numbers)
  expect(watched.gaps()).toBe(0)
})

it('marks a gap where a service that kept everything in memory is killed and comes back', async () => {
  const first = await start()
  const watched = await watch(first)
  await Promise.all(Array.from({ length: 5 }, () => watched.publish()))
  await first.stop()
  const meanwhile = Array.from({ length: 5 }, () => watched.publish())
  const second = await start({ port: first.port })
  onTestFinished(() => second.stop())
  const [last] = (await Promise.all([...meanwhile, watched.publish()])).slice(-1)
  await expectDelivered(watched, [Number(last)])
  expect(watched.gaps()).toBeGreaterThan(0)
})
