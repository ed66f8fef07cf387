import type { DeliveryService } from '@herenow/testing'
import { expectDelivered, testDelivery, watchChannel } from '@herenow/testing'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { StandIn } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { Storage } from '../test-support/stand-in/storage.ts'
import { adapterFor } from '../test-support/stand-in-service.ts'

// Between the SDK and the stand-in is a network on which everything happens that networks do.

const serviceOf = ({ origin }: StandIn): DeliveryService => ({
  url: `http://${origin}`,
  adapter: (proxy) => adapterFor(proxy.port),
})

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.close())

testDelivery({ name: 'PubNub', runs: Number(process.env['FAULT_RUNS'] ?? 10), service: () => serviceOf(standIn) })

it('loses nothing where the service is stopped and comes back with what it has stored', async () => {
  const storage = new Storage()
  const first = await startStandIn({ storage })
  const watched = await watchChannel(serviceOf(first), { seed: 1 })
  onTestFinished(() => watched.close())
  const before = await Promise.all(Array.from({ length: 5 }, () => watched.publish()))
  await first.close()
  const meanwhile = Array.from({ length: 5 }, () => watched.publish())
  const second = await startStandIn({ port: first.port, storage })
  onTestFinished(() => second.close())
  const numbers = [...before, ...(await Promise.all(meanwhile))]
  expect(numbers).not.toContain(null)
  await expectDelivered(
    watched,
    numbers.filter((number) => number !== null),
  )
  expect(watched.gaps()).toBe(0)
})
