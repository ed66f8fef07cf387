import type { WhereNowResult } from '@herenow/protocol'
import type { PresenceTable } from './presence-table.ts'

/** Pages of small size: names are long, and whoever asks a thousand times gets none that cost much at once. */
export const channelsPerPage = 250

/**
 * One page of the channels that a client is present in, by name. `maySee` hides channels from those who have no right
 * to know; a page may be short for that, so `cursor` alone says whether another follows.
 */
export function whereNow(
  table: PresenceTable,
  clientId: string,
  cursor: string | undefined,
  maySee: (channel: string) => boolean,
): WhereNowResult {
  const channels: string[] = []
  let looked = 0
  let last = ''
  for (const channel of table.channelsOfClient(clientId, cursor ?? null)) {
    if (looked === channelsPerPage) return { channels, cursor: last }
    looked += 1
    last = channel
    if (maySee(channel)) channels.push(channel)
  }
  return { channels }
}
