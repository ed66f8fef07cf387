/** The attacks, in the order of the report. */
export const attacks = [
  'where-now',
  'where-now-with-auth',
  'presence-sync-unread',
  'watch-all',
  'malformed-items',
  'large-fan-out',
  'large-fan-out-with-auth',
  'silent-sockets',
] as const
export type Attack = (typeof attacks)[number]

export const titles: Readonly<Record<Attack, string>> = {
  'where-now': '1,000 where-now on each of 14 connections in 2,800 channels',
  'where-now-with-auth': 'the same, with auth',
  'presence-sync-unread': '1,000 presence-sync in one frame, nothing read',
  'watch-all': '300 watch-all in one frame, 10,000 channels',
  'malformed-items': '100,000 malformed items',
  'large-fan-out': '3 connections publish 5 frames of 120 kB to 1,000 that read nothing',
  'large-fan-out-with-auth': 'the same, with auth',
  'silent-sockets': '200 TCP clients that are silent or ignore their end',
}

/** Milliseconds for which the server is watched after the attack has been launched. */
export const watchedFor: Readonly<Record<Attack, number>> = {
  'where-now': 10_000,
  'where-now-with-auth': 10_000,
  'presence-sync-unread': 5_000,
  'watch-all': 5_000,
  'malformed-items': 10_000,
  'large-fan-out': 10_000,
  'large-fan-out-with-auth': 10_000,
  'silent-sockets': 40_000,
}
