/** How presence works on a service. */
export interface PresenceCapability {
  /** Members carry a state. */
  readonly state: boolean
  /** A person's connections are told apart. */
  readonly connections: boolean
  /** `with-attach`: whoever attaches is present, there is no separate enter. */
  readonly enter: 'explicit' | 'with-attach'
}

/** The largest that a service takes, in UTF-8 bytes of the JSON. */
export interface SizeLimits {
  /** A message's `data`. */
  readonly maxMessageBytes: number
  /** A signal's `data`. */
  readonly maxSignalBytes: number
  /** A presence state. */
  readonly maxStateBytes: number
}

/**
 * What a service can do, as data. Declared by the adapter, never probed and never faked: a call that a service can't
 * answer rejects with `unsupported`. The conformance kit tests every claim.
 */
export interface Capabilities extends SizeLimits {
  /** `session`: a short drop replays what was missed. `position`: any known position does, as far as history reaches. */
  readonly recovery: 'none' | 'session' | 'position'
  readonly history: 'none' | 'forward' | 'full'
  /** `channel`: all subscribers see one order. `publisher`: only each publisher's own order holds. */
  readonly order: 'channel' | 'publisher'
  /** `verified`: client ids come from a checked token. `claimed`: clients say who they are. */
  readonly identity: 'verified' | 'claimed'
  /** `publish` settles only when the service has the message. */
  readonly confirm: boolean
  /** What `publish` tells of a stored message has its position. */
  readonly receipts: boolean
  /** A known message id is stored once. */
  readonly idempotency: boolean
  /**
   * `service`: messages carry the service's time, and can be asked for by it. `publisher`: the time of who published, for
   * display; a history query with `start` or `end`, an attach `since` a time and a `rewind` by seconds are refused with
   * `unsupported`.
   */
  readonly timestamps: 'service' | 'publisher'
  /**
   * `message`: a message's `store` and `ttl` are heeded. `store`: only `store` is, and the service's settings decide for
   * how long. `channel`: they decide what is kept at all. A publish that asks for more is refused with `unsupported`.
   */
  readonly retention: 'message' | 'store' | 'channel'
  readonly presence: 'none' | PresenceCapability
  readonly occupancy: 'push' | 'poll' | 'none'
  /** `global`: can list all channels. */
  readonly hereNow: 'none' | 'channel' | 'global'
  readonly whereNow: boolean
  readonly signals: boolean
  /** The longest channel name that a service takes, where it takes less than this kit's 200 bytes. */
  readonly maxChannelNameBytes?: number | undefined
}
