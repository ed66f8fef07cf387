/** The WebSocket subprotocol. A server that doesn't echo it is not one of ours. */
export const subprotocol = 'herenow.v1'

/** The `version` of `hello` and `welcome`. */
export const protocolVersion = 1

/** The protocol's limits. Sizes are UTF-8 bytes of the JSON. What a server may set differently, its `welcome` tells. */
export const limits = {
  /** 64 KiB. */
  messageBytes: 65_536,
  signalBytes: 64,
  /** 128 KiB. */
  frameBytes: 131_072,
  /** 4 KiB. */
  stateBytes: 4_096,
  /** 2 KiB. */
  infoBytes: 2_048,
  /** 2 KiB. */
  metaBytes: 2_048,
  nameBytes: 100,
  clientIdBytes: 128,
  messageIdLength: 64,
  /** 16 KiB. */
  tokenBytes: 16_384,
  channelsPerConnection: 200,
  /** Channels in one here-now or watch request. */
  channelsPerQuery: 1_000,
  /** Messages in one publish frame. */
  messagesPerPublish: 1_000,
  /** Messages in one history page or replay page. */
  messagesPerPage: 200,
  /** 256 KiB. */
  pageBytes: 262_144,
  /** Nesting of objects and arrays in anything a user sends. */
  depth: 32,
  /** Items in one array frame. */
  itemsPerFrame: 1_000,
} as const
