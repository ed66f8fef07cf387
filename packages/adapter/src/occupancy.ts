import type { Member } from './presence.ts'

/** Who is here: which channels, and how much about them. */
export interface HereNowQuery {
  /** Without it: every channel in which somebody is present. */
  readonly channels?: readonly string[] | undefined
  /** List the members, not only their number. */
  readonly includeMembers?: boolean | undefined
  /** Give the members' state too. */
  readonly includeState?: boolean | undefined
  /** Most channels a page. */
  readonly limit?: number | undefined
  /** From an earlier answer. */
  readonly cursor?: string | undefined
}

export interface ChannelOccupancy {
  /** How many people (distinct client ids) are present. */
  readonly occupancy: number
  readonly members?: readonly Member[] | undefined
}

/** The answer to a `HereNowQuery`. The totals are over all channels asked for, not only this page. */
export interface HereNow {
  readonly totalChannels: number
  readonly totalOccupancy: number
  /** By channel name. Has no prototype: a channel may be called `constructor`. */
  readonly channels: Readonly<Record<string, ChannelOccupancy>>
  /** Ask again with it for the next page. */
  readonly cursor?: string | undefined
}

/** Which channels' occupancy to follow without attaching. `all`: every channel in which somebody is present. */
export interface OccupancyWatch {
  readonly channels: readonly string[]
  readonly all: boolean
}
