import type { Engine } from '../engine/engine.ts'
import type { ManualClock } from './manual-clock.ts'

/** How the life of an engine ends: by `close`, or in the middle of it, as when its process is killed. */
export type EngineEnd = 'closed' | 'crashed'

/** What each test gets. Replaced before each. */
export interface EngineBench {
  engine: Engine
  clock: ManualClock
  /** Goes on with another engine on the same messages; `null` where messages don't outlive the engine. */
  readonly reopen: ((end: EngineEnd) => Promise<void>) | null
}
