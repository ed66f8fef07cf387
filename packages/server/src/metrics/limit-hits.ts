import type { Clock, Logger } from '@herenow/adapter'
import type { ServerLimits } from '../server-limits.ts'
import type { LimitName } from './limit-names.ts'
import { limitSubjects, reachableLimits } from './limit-names.ts'

/** Milliseconds between two lines about the same limit. */
const silence = 60_000
const behindProxy = 'Behind a proxy, list it in `trustedProxies`, so that its clients are told apart.'

/** Whom a limit was reached by, as far as it is known. */
export interface LimitSource {
  readonly connectionId?: string | undefined
  readonly clientId?: string | undefined
  /** How the client calls its connection. */
  readonly name?: string | undefined
  readonly requestId?: string | undefined
  readonly address?: string | undefined
  readonly channel?: string | undefined
}

interface Hits {
  count: number
  /** Those that no line has told of. */
  untold: number
  /** Monotonic milliseconds. */
  silentUntil: number
}

interface LimitHitsNeeds {
  readonly limits: ServerLimits
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** Counts how often each limit was reached, and tells the log of it once a minute at most. */
export class LimitHits {
  readonly #needs: LimitHitsNeeds
  readonly #byLimit: ReadonlyMap<LimitName, Hits>

  constructor(needs: LimitHitsNeeds) {
    this.#needs = needs
    this.#byLimit = new Map(reachableLimits.map((limit) => [limit, { count: 0, untold: 0, silentUntil: -Infinity }]))
  }

  /** A limit was reached: something was refused, slowed down or ended. */
  hit(limit: LimitName, by: LimitSource = {}): void {
    const hits = this.#byLimit.get(limit)
    if (hits === undefined) return
    hits.count += 1
    hits.untold += 1
    const now = this.#needs.clock.now()
    if (now < hits.silentUntil) return
    const times = hits.untold
    hits.untold = 0
    hits.silentUntil = now + silence
    this.#tell(limit, by, times)
  }

  /** How often a limit has been reached. */
  count(limit: LimitName): number {
    return this.#byLimit.get(limit)?.count ?? 0
  }

  /** Strangers reach the limits of a client as they like. What all share is for whoever runs the server to mend. */
  #tell(
    limit: LimitName,
    { connectionId, clientId, name, requestId, address, channel }: LimitSource,
    times: number,
  ): void {
    const { limits, log } = this.#needs
    const isOfConnections = limit === 'connections' || limit === 'connectionsPerAddress'
    const hint = `Raise \`limits.${limit}\`.${isOfConnections ? ` ${behindProxy}` : ''}`
    const most = isSetting(limit, limits) ? { most: limits[limit], hint } : {}
    const details = { limit, times, connectionId, clientId, name, requestId, address, channel, ...most }
    const known = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
    log[limitSubjects[limit] === 'server' ? 'warn' : 'info'](`The limit "${limit}" was reached`, known)
  }
}

function isSetting(limit: string, limits: ServerLimits): limit is keyof ServerLimits {
  return Object.hasOwn(limits, limit)
}
