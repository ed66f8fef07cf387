export { createHub } from './hub.ts'
export type { Hub, SeedMessage } from './hub.ts'
export type { LesserService } from './lesser-service.ts'
