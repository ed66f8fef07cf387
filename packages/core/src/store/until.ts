import type { Clock } from '@herenow/adapter'
import { deadline as atDeadline, RealtimeError } from '@herenow/adapter'
import type { Store } from './store.ts'

/** When to give up, in milliseconds from now, and why. */
export interface Deadline {
  readonly clock: Clock
  readonly after: number
  reason(): RealtimeError
}

/** Settles with what `find` first makes of a store's present state or a coming one; rejects errors. `null`: wait on. */
export function until<State, Found>(
  store: Store<State>,
  find: (state: State) => Found | RealtimeError | null,
  deadline?: Deadline,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const settle = (found: Found | RealtimeError): void => {
      unsubscribe()
      cancel?.()
      if (RealtimeError.isInstance(found)) reject(found)
      else resolve(found)
    }
    const look = (state: State): void => {
      const found = find(state)
      if (found !== null) settle(found)
    }
    const cancel = deadline && atDeadline(deadline.clock, deadline.after, () => settle(deadline.reason()))
    const unsubscribe = store.subscribe(look)
    look(store.getState())
  })
}
