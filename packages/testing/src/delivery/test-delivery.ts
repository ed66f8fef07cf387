import { describe, expect, it } from 'vitest'
import { faultKinds } from '../fault-proxy/fault.ts'
import type { DeliveryService, WatchedChannel } from './watched-channel.ts'
import { watchChannel } from './watched-channel.ts'

/** What the tests of deliveries need to know. */
export interface DeliveryTestOptions {
  /** Stands above the tests. */
  readonly name: string
  /** How many networks, each drawn from a seed of its own. Default: 30. */
  readonly runs?: number
  /** The service, which has started by the time a test asks. It keeps what is published for a minute at least. */
  readonly service: () => DeliveryService
}

/** Milliseconds that one run may take. */
const timeout = 120_000

/**
 * Tests what arrives by way of networks on which faults of every kind happen: all that was confirmed, once, in order, and
 * no gap is told, as the service has kept everything. Call it at the top of a test file: it declares tests.
 */
export function testDelivery({ name, runs = 30, service }: DeliveryTestOptions): void {
  describe.concurrent(name, { timeout }, () => {
    it.for(Array.from({ length: runs }, (_, index) => index + 1))(
      'loses and doubles nothing under faults, and tells no gap (seed %d)',
      async (seed) => {
        const watched = await watchChannel(service(), { seed })
        try {
          const confirmed = await watched.publishUnderFaults()
          await expectDelivered(watched, confirmed)
          expect(watched.gaps(), 'gaps').toBe(0)
          const strikes = watched.proxies.flatMap((proxy) => faultKinds.map((kind) => proxy.count(kind)))
          expect(Math.max(...strikes), 'faults that met a connection').toBeGreaterThan(0)
        } finally {
          await watched.close()
        }
      },
    )
  })
}

/** Every confirmed number was heard, and whatever was heard came once and in the order of publishing. */
export async function expectDelivered(
  watched: Pick<WatchedChannel, 'heard' | 'missing'>,
  confirmed: readonly number[],
): Promise<void> {
  expect(await watched.missing(confirmed), 'what is missing').toEqual([])
  const inOrder = [...new Set(watched.heard)].sort((a, b) => a - b)
  expect(watched.heard, 'what was heard').toEqual(inOrder)
}
