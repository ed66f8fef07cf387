import type { Random } from '@herenow/adapter'

/** Clients come back spread over so many milliseconds for each of them, up to the longest wait. */
const spreadPerClient = 2
const longestSpread = 5_000
/** Nobody comes back sooner: a server takes some time to stop. */
const shortestAbsence = 500

/** After how many milliseconds one of the clients of a server that stops is to come back: each another number. */
export function comeBackAfter(connections: number, random: Random): number {
  const spread = Math.min(connections * spreadPerClient, longestSpread)
  return shortestAbsence + Math.round(random.next() * spread)
}
