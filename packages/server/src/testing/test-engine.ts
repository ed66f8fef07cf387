import { randomBytes } from 'node:crypto'
import type { Logger } from '@herenow/adapter'
import { afterEach, beforeEach, describe } from 'vitest'
import type { Engine, EngineContext } from '../engine/engine.ts'
import type { EngineBench, EngineEnd } from './engine-bench.ts'
import { testEngineConcurrency } from './engine-concurrency-tests.ts'
import { testEngineHistory } from './engine-history-tests.ts'
import { testEngineIds } from './engine-id-tests.ts'
import { testEngineModel } from './engine-model-tests.ts'
import { testEngineOrder } from './engine-order-tests.ts'
import { testEngineOutbox, testEngineOutboxOverRestart } from './engine-outbox-tests.ts'
import { testEngineRemoval, testEngineRemovalOverRestart } from './engine-removal-tests.ts'
import { testEngineRestart } from './engine-restart-tests.ts'
import { testEngineRetention } from './engine-retention-tests.ts'
import { ManualClock } from './manual-clock.ts'

export interface TestEngineOptions {
  /** Shown in the test report. */
  readonly name: string
  /** Makes an engine with nothing in it. Called before each test. */
  create(): Engine | Promise<Engine>
  /**
   * For engines whose messages outlive them: makes another engine on what the last one that was made has confirmed.
   * With `crashed` that one is still open; it is closed once the new one is open, and must not disturb it.
   */
  reopen?(end: EngineEnd): Engine | Promise<Engine>
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Registers the tests that every engine must pass, with vitest. */
export function testEngine(options: TestEngineOptions): void {
  describe(`engine ${options.name}`, () => {
    const bench = benchOf(options)
    beforeEach(async () => {
      bench.clock = new ManualClock()
      bench.engine = await options.create()
      await bench.engine.open(contextOf(bench.clock))
    })
    afterEach(() => bench.engine.close())
    testEngineOrder(bench)
    testEngineIds(bench)
    testEngineHistory(bench)
    testEngineRetention(bench)
    testEngineRemoval(bench)
    testEngineConcurrency(bench)
    testEngineModel(bench)
    testEngineOutbox(bench)
    if (bench.reopen === null) return
    testEngineRestart(bench, bench.reopen)
    testEngineRemovalOverRestart(bench, bench.reopen)
    testEngineOutboxOverRestart(bench, bench.reopen)
  })
}

function benchOf(options: TestEngineOptions): EngineBench {
  const bench = { reopen: null } as EngineBench
  if (options.reopen === undefined) return bench
  return Object.assign(bench, {
    reopen: async (end: EngineEnd): Promise<void> => {
      const before = bench.engine
      if (end === 'closed') await before.close()
      bench.engine = (await options.reopen?.(end)) ?? before
      await bench.engine.open(contextOf(bench.clock))
      if (end === 'crashed') await before.close()
    },
  })
}

/** What engines get in tests: time stands still, everything else is real. */
export function contextOf(clock: ManualClock): EngineContext {
  const random = { next: () => 0.5, bytes: (count: number) => randomBytes(count) }
  return { clock, random, log: silent, afterInput: (callback) => void setImmediate(callback) }
}
