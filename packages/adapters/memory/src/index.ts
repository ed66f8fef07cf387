export { createHub } from './hub.ts'
export type { Hub, SeedMessage } from './hub.ts'
