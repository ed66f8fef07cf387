import type { Timer } from '@herenow/adapter'
import type { ClientBasics } from '../client/client-services.ts'
import type { Release } from '../store/store.ts'

/** Counts who needs something: by hand, or with a lease. */
export interface Demand {
  /** Somebody needs it now. */
  readonly wanted: boolean
  /** Somebody asked for it by hand. */
  readonly byHand: boolean
  /** `lingers: false`: a lease of something that has lingered itself. When it is the last, it doesn't linger again. */
  lease(lingers?: boolean): Release
  /** Needed by hand, until `clear`. */
  hold(): void
  /** No longer needed by hand, nor lingering. Leases that are out stay counted, but bring nothing back by themselves. */
  clear(): void
}

/**
 * When the last lease is given back, and stays so for the linger, `onIdle` is called once; a lease taken meanwhile
 * cancels it, so that remounts make no traffic.
 */
export function createDemand(
  { clock, settings }: Pick<ClientBasics, 'clock' | 'settings'>,
  onIdle: () => void,
): Demand {
  let leases = 0
  let byHand = false
  let timer: Timer = null

  const demand: Demand = {
    get wanted() {
      return byHand || leases > 0
    },
    get byHand() {
      return byHand
    },
    lease(lingers = true) {
      clock.clearTimeout(timer)
      leases += 1
      let out = true
      return () => {
        if (!out) return
        out = false
        leases -= 1
        if (demand.wanted) return
        if (!lingers) return onIdle()
        timer = clock.setTimeout(onIdle, settings.lingerMs)
      }
    },
    hold() {
      clock.clearTimeout(timer)
      byHand = true
    },
    clear() {
      clock.clearTimeout(timer)
      byHand = false
    },
  }
  return demand
}
