/** Durations in milliseconds that are promises of the kit, not settings. */
export const timings = {
  /** From accepting a socket to its complete `hello`. */
  hello: 5_000,
  /** For the check of a token, which may ask other servers. */
  tokenCheck: 10_000,
  pingInterval: 25_000,
  /** How long an abruptly lost connection may come back before its presence ends. */
  lossGrace: 10_000,
  /** The same for a page that was closed or reloaded. */
  reloadGrace: 3_000,
  /** A peer that takes hardly anything for so long, while more waits, is given up. */
  trickle: 60_000,
  /** How long a peer may take to answer a close before its socket is dropped. */
  closeDeadline: 3_000,
  /** Between two presence items of a channel. */
  presencePace: 50,
  /** The same for a crowded channel. */
  presenceInterval: 1_000,
  /** How long a client may be held at its rate without a break before it is sent away. */
  abuse: 600_000,
} as const

/** Timers can't wait longer than this many milliseconds; longer waits are split. */
export const longestTimer = 2_147_483_647
