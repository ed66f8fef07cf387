import type { Services } from '../services.ts'
import { filterInTurns } from './filter-in-turns.ts'
import { foremost } from './foremost.ts'
import { globMatch } from './glob-match.ts'

/** How many are in a channel. */
export interface ChannelCounts {
  readonly channel: string
  /** Connections that are attached. */
  readonly subscriptions: number
  /** People who are present. */
  readonly occupancy: number
}

/** Which channels are asked for; by default all that somebody is attached to or present in. */
export interface ChannelCountsQuery {
  /** Only names that match; `*` and `?` stand for other characters. */
  readonly pattern?: string | undefined
  /** At most so many, by default 100, at most 1,000. */
  readonly limit?: number | undefined
}

/** Some channels, and how many match in all. */
export interface ChannelCountsList {
  readonly channels: readonly ChannelCounts[]
  readonly total: number
}

const [usualLimit, highestLimit] = [100, 1_000]

/** The channels with the most connections, then by name. Rejects with `unsupported` for a pattern with other signs. */
export async function serverChannelCounts(
  { hub, table, turns }: Pick<Services, 'hub' | 'table' | 'turns'>,
  { pattern, limit = usualLimit }: ChannelCountsQuery,
): Promise<ChannelCountsList> {
  const all = [...new Set([...hub.channels, ...table.channels()])]
  const matching = pattern === undefined ? all : await filterInTurns(turns, all, (name) => globMatch(pattern, name))
  const sizes = matching.map((channel) => ({ channel, subscriptions: hub.sizeOf(channel) }))
  const largest = foremost(
    sizes,
    Math.min(limit, highestLimit),
    (a, b) => b.subscriptions - a.subscriptions || (a.channel < b.channel ? -1 : 1),
  )
  return {
    channels: largest.map((each) => ({ ...each, occupancy: table.occupancy(each.channel) })),
    total: matching.length,
  }
}
