import type { FaultKind } from '@herenow/testing'
import { faultKinds } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { Storage } from '../test-support/stand-in/storage.ts'
import type { Delivery } from '../test-support/under-faults.ts'
import { runUnderFaults } from '../test-support/under-faults.ts'

// Between the SDK and the stand-in is a network on which everything happens that networks do.

/** Runs, ten at a time. */
const runs = Number(process.env['PUBNUB_FAULT_RUNS'] ?? 10)
const atOnce = 10

/** Of WebSockets only. */
const ofFrames: readonly FaultKind[] = ['truncate', 'corrupt']
const kinds = faultKinds.filter((kind) => !ofFrames.includes(kind))

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn(options)
  onTestFinished(() => standIn.close())
  return standIn
}

function expectNothingLost({ seed, confirmed, heard, gaps }: Delivery): void {
  const inOrder = [...new Set(heard)].sort((a, b) => a - b)
  expect(heard, `run ${seed}: in order, nothing twice`).toEqual(inOrder)
  if (gaps === 0) expect(heard, `run ${seed}: nothing lost`).toEqual(expect.arrayContaining([...confirmed]))
}

it(`loses and doubles nothing under faults, in ${runs} runs`, { timeout: 300_000 }, async () => {
  const { origin } = await start()
  const target = `http://${origin}`
  const all: Delivery[] = []
  for (let first = 1; first <= runs; first += atOnce) {
    const seeds = Array.from({ length: Math.min(atOnce, runs - first + 1) }, (_, index) => first + index)
    all.push(
      ...(await Promise.all(seeds.map((seed) => runUnderFaults({ target, channel: `run-${seed}`, seed, kinds })))),
    )
  }
  all.forEach(expectNothingLost)
  // The service kept everything, so a gap would be one that isn't there.
  expect(all.map(({ gaps }) => gaps)).toEqual(all.map(() => 0))
  expect(all.every(({ strikes }) => strikes > 0)).toBe(true)
})

it('loses nothing where the service is stopped and comes back with what it has stored', async () => {
  const storage = new Storage()
  const first = await start({ storage })
  const { port, origin } = first
  const delivery = await runUnderFaults({
    target: `http://${origin}`,
    channel: 'stopped',
    seed: 1,
    kinds: [],
    async meanwhile() {
      await first.close()
      await start({ port, storage })
    },
  })
  expectNothingLost(delivery)
  expect(delivery).toMatchObject({ gaps: 0, confirmed: Array.from({ length: 40 }, (_, index) => index) })
})
