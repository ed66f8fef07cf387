export { testEngine } from './test-engine.ts'
export type { TestEngineOptions } from './test-engine.ts'
