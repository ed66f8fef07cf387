export { centrifugo } from './centrifugo.ts'
export type { CentrifugoFactory, CentrifugoOptions } from './centrifugo.ts'
