export type { WebsocketOptions } from './socket-url.ts'
export { websocket } from './websocket.ts'
