/** Why a server of ours closes a socket. What a client does about each stands in `docs/protocol.md`. */
export const closeCode = {
  /** Clean end, said by either side. A client's presence leaves at once. */
  normal: 1000,
  /** The page was closed or reloaded. */
  goingAway: 1001,
  /** Bytes that are not UTF-8, not JSON, or a binary frame. */
  invalidPayload: 1007,
  /** A frame over the size limit. */
  tooBig: 1009,
  /** The server failed, for example to check a token. */
  internalError: 1011,
  /** Frames in the wrong order or shape. */
  protocolError: 4000,
  unauthorized: 4001,
  tokenExpired: 4002,
  forbidden: 4003,
  unsupportedVersion: 4004,
  helloTimeout: 4005,
  /** The same connection was resumed on a newer socket. */
  replaced: 4006,
  /** Ended by the server's operator; don't come back by yourself. */
  disconnected: 4007,
  /** Read too slowly; come back and resume. */
  tooSlow: 4008,
  /** Didn't answer pings. */
  pingTimeout: 4009,
  /** The server is stopping; come back after `retryAfter`. */
  draining: 4010,
  /** A `hello` that can't become right: it is malformed. */
  invalidHello: 4011,
  rateLimited: 4029,
} as const

export type CloseCode = (typeof closeCode)[keyof typeof closeCode]
