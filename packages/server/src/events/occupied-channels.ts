import type { Clock, Timer } from '@herenow/adapter'

/** Channels that are waited for until they are empty; beyond it the one that has waited longest is given up. */
export const mostVacant = 100_000

interface OccupiedNeeds {
  readonly clock: Clock
  /** Whether somebody is in the channel now. */
  readonly isOccupied: (channel: string) => boolean
  /** Channels that somebody is in now. */
  readonly occupied: () => Iterable<string>
  /** Milliseconds that nobody must be in a channel until it is empty. */
  readonly emptyAfter: (channel: string) => number
  readonly tell: (channel: string, state: 'occupied' | 'vacant' | 'empty') => void
  readonly gaveUp: () => void
}

/** Notices when the first one comes to a channel, when the last one goes, and when nobody has come for a while. */
export class OccupiedChannels {
  readonly #needs: OccupiedNeeds
  /** `null`: nobody wants to know. */
  #occupied: Set<string> | null = null
  readonly #vacant = new Map<string, Timer>()

  constructor(needs: OccupiedNeeds) {
    this.#needs = needs
  }

  /** Somebody wants to know, or nobody does any more. Who is somewhere by then is no news. */
  watch(isWanted: boolean): void {
    if (isWanted === (this.#occupied !== null)) return
    this.#occupied = isWanted ? new Set(this.#needs.occupied()) : null
    for (const channel of this.#vacant.keys()) this.#forget(channel)
  }

  /** Somebody has come. */
  came(channel: string): void {
    if (this.#occupied === null || this.#occupied.has(channel)) return
    this.#occupied.add(channel)
    this.#forget(channel)
    this.#needs.tell(channel, 'occupied')
  }

  /** Somebody has gone. */
  went(channel: string): void {
    if (this.#occupied === null || !this.#occupied.has(channel) || this.#needs.isOccupied(channel)) return
    this.#occupied.delete(channel)
    this.#needs.tell(channel, 'vacant')
    const { clock, emptyAfter } = this.#needs
    const empty = (): void => {
      this.#vacant.delete(channel)
      this.#needs.tell(channel, 'empty')
    }
    this.#vacant.set(channel, clock.setTimeout(empty, emptyAfter(channel)))
    if (this.#vacant.size > mostVacant) this.#giveUp()
  }

  #giveUp(): void {
    const [oldest] = this.#vacant.keys()
    if (oldest === undefined) return
    this.#forget(oldest)
    this.#needs.gaveUp()
  }

  #forget(channel: string): void {
    this.#needs.clock.clearTimeout(this.#vacant.get(channel) ?? null)
    this.#vacant.delete(channel)
  }
}
