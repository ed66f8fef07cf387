import { faultKinds } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { key } from '../test-support/tokens.ts'
import type { Delivery } from '../test-support/under-faults.ts'
import { runUnderFaults } from '../test-support/under-faults.ts'

// Between the SDK and the stand-in is a network on which everything happens that networks do.

/** Runs, ten at a time. */
const runs = Number(process.env['ABLY_FAULT_RUNS'] ?? 10)
const atOnce = 10

/** Who has gone silent is noticed soon. */
async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn({ keys: [key], maxIdleInterval: 1_000, ...options })
  onTestFinished(() => standIn.stop())
  return standIn
}

function expectNothingLost({ seed, confirmed, heard, gaps }: Delivery): void {
  const inOrder = [...new Set(heard)].sort((a, b) => a - b)
  expect(heard, `run ${seed}: in order, nothing twice`).toEqual(inOrder)
  if (gaps === 0) expect(heard, `run ${seed}: nothing lost`).toEqual(expect.arrayContaining([...confirmed]))
}

it(`loses and doubles nothing under faults, in ${runs} runs`, { timeout: 300_000 }, async () => {
  const { port } = await start()
  const target = `ws://127.0.0.1:${port}`
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
  // The service kept everything, so a gap would be one that isn't there.
  expect(all.map(({ gaps }) => gaps)).toEqual(all.map(() => 0))
  expect(all.every(({ strikes }) => strikes > 0)).toBe(true)
})

it('heals from history what was missed for longer than Ably lets clients go on', async () => {
  const { port } = await start({ continuity: 1 })
  const delivery = await runUnderFaults({
    target: `ws://127.0.0.1:${port}`,
    channel: 'late',
    seed: 1,
    kinds: ['reset'],
  })
  expectNothingLost(delivery)
  expect(delivery).toMatchObject({ gaps: 0, confirmed: Array.from({ length: 40 }, (_, index) => index) })
})

it('marks a gap where a service that kept everything in memory is killed and comes back', async () => {
  const first = await start()
  const { port } = first
  const delivery = await runUnderFaults({
    target: `ws://127.0.0.1:${port}`,
    channel: 'killed',
    seed: 1,
    kinds: [],
    async meanwhile() {
      await first.stop()
      await start({ port })
    },
  })
  expectNothingLost(delivery)
  expect(delivery.gaps).toBeGreaterThan(0)
})
