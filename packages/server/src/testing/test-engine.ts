import { randomBytes } from 'node:crypto'
import type { Logger } from '@herenow/adapter'
import { afterEach, beforeEach, describe } from 'vitest'
import type { Engine, EngineContext } from '../engine/engine.ts'
import { testEngineHistory } from './engine-history-tests.ts'
import { testEngineIds } from './engine-id-tests.ts'
import { testEngineOrder } from './engine-order-tests.ts'
import { testEngineRetention } from './engine-retention-tests.ts'
import { ManualClock } from './manual-clock.ts'

export interface TestEngineOptions {
  /** Shown in the test report. */
  readonly name: string
  /** Makes an engine with nothing in it. Called before each test. */
  create(): Engine | Promise<Engine>
}

/** What each test gets. Replaced before each. */
export interface EngineBench {
  engine: Engine
  clock: ManualClock
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Registers the tests that every engine must pass, with vitest. */
export function testEngine(options: TestEngineOptions): void {
  describe(`engine ${options.name}`, () => {
    const bench = {} as EngineBench
    beforeEach(async () => {
      bench.clock = new ManualClock()
      bench.engine = await options.create()
      const random = { next: () => 0.5, bytes: (count: number) => randomBytes(count) }
      const context: EngineContext = { clock: bench.clock, random, log: silent }
      await bench.engine.open(context)
    })
    afterEach(() => bench.engine.close())
    testEngineOrder(bench)
    testEngineIds(bench)
    testEngineHistory(bench)
    testEngineRetention(bench)
  })
}
