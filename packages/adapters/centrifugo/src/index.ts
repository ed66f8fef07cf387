export { centrifugo } from './centrifugo.ts'
export type { CentrifugoFactory, CentrifugoOptions, ClientOptions } from './centrifugo.ts'
