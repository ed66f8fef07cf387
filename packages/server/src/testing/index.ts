export type { EngineEnd } from './engine-bench.ts'
export { testEngine } from './test-engine.ts'
export type { TestEngineOptions } from './test-engine.ts'
