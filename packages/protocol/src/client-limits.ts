/** The limits that a client has to know itself. Apart from the others, so that no client carries those. */
export const clientLimits = {
  /** 64 KiB. */
  messageBytes: 65_536,
  signalBytes: 64,
  /** 4 KiB. */
  stateBytes: 4_096,
  /** 128 KiB. */
  frameBytes: 131_072,
  /** 16 KiB. */
  tokenBytes: 16_384,
  /** Messages in one publish frame. */
  messagesPerPublish: 1_000,
  /** Items in one array frame. */
  itemsPerFrame: 1_000,
} as const
