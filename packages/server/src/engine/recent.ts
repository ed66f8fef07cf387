/** What is younger than this many milliseconds is kept beyond the retention's count … */
export const recentWindow = 120_000
/** … as long as the channel's messages take no more than this many bytes. */
export const recentBytes = 16_777_216

/** Milliseconds for which a message id counts at least. */
export const idWindow = 120_000
