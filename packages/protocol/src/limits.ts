import { clientLimits } from './client-limits.ts'

const serverLimits = {
  /** 2 KiB. */
  infoBytes: 2_048,
  /** 2 KiB. */
  metaBytes: 2_048,
  nameBytes: 100,
  clientIdBytes: 128,
  channelsPerConnection: 200,
  /** Channels in one here-now or watch request. */
  channelsPerQuery: 1_000,
  /** Messages in one history page or replay page. */
  messagesPerPage: 200,
  /** 256 KiB: no frame of a server is longer. */
  serverFrameBytes: 262_144,
  /** 240 KiB of messages or connections: with what is around them they fit a server's frame. */
  pageBytes: 245_760,
  /** Nesting of objects and arrays in anything a user sends. */
  depth: 32,
} as const

/** The protocol's limits. Sizes are UTF-8 bytes of the JSON. What a server may set differently, its `welcome` tells. */
export const limits: typeof clientLimits & typeof serverLimits = { ...clientLimits, ...serverLimits }
