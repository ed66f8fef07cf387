export { pubnub } from './pubnub.ts'
export type { NeededOptions, PubNubFactory } from './factory.ts'
export type { PubNubClient } from './sdk.ts'
