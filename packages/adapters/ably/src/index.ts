export { ably } from './ably.ts'
export type { AblyFactory, NeededOptions } from './factory.ts'
