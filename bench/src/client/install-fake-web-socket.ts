import { FakeWebSocket } from './fake-web-socket.ts'

// Some libraries look for the global while they are imported: this comes first.
globalThis.WebSocket = FakeWebSocket as unknown as typeof WebSocket
