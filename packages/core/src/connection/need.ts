import type { Timer } from '@herenow/adapter'
import type { ClientBasics } from '../client/client-services.ts'
import type { Release } from '../store/store.ts'

/** Counts who needs something: by hand, or with a lease. */
export interface Need {
  /** Somebody needs it now. */
  readonly wanted: boolean
  /** Somebody asked for it by hand. */
  readonly held: boolean
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
export function createNeed({ clock, settings }: Pick<ClientBasics, 'clock' | 'settings'>, onIdle: () => void): Need {
  let leases = 0
  let held = false
  let timer: Timer = null

  const need: Need = {
    get wanted() {
      return held || leases > 0
    },
    get held() {
      return held
    },
    lease(lingers = true) {
      clock.clearTimeout(timer)
      leases += 1
      let out = true
      return () => {
        if (!out) return
        out = false
        leases -= 1
        if (need.wanted) return
        if (!lingers) return onIdle()
        timer = clock.setTimeout(onIdle, settings.lingerMs)
      }
    },
    hold() {
      clock.clearTimeout(timer)
      held = true
    },
    clear() {
      clock.clearTimeout(timer)
      held = false
    },
  }
  return need
}
