import type { Hello, Pong, ReceivedItem, RefreshToken } from '@herenow/protocol'

/** What a connection may ask for after its `hello`, except what concerns the socket itself. */
export type Request = Exclude<ReceivedItem, Hello | Pong | RefreshToken>
