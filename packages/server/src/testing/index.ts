export { testEngine } from './test-engine.ts'
export type { EngineEnd, TestEngineOptions } from './test-engine.ts'
