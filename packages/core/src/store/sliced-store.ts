import { createStore } from 'zustand/vanilla'
import { createListeners } from './listeners.ts'
import type { Report } from './report.ts'
import type { Store } from './store.ts'

/**
 * State of which each slice is shown as a zustand store of its own. Adds what zustand's notify loop lacks: guarded
 * listeners, slices that change together, and a queue for commits made by listeners, so that nobody sees an older
 * state after a newer one.
 */
export interface SlicedStore<Slices extends object> {
  /** Replaces slices. From inside a listener: after the present round. */
  commit(changes: Partial<Slices>): void
  /** The read-only store of one slice. It notifies only when the slice has another identity. */
  view<Key extends keyof Slices>(key: Key): Store<Slices[Key]>
}

export function createSlicedStore<Slices extends object>(initial: Slices, report: Report): SlicedStore<Slices> {
  let slices = initial
  /** Each gives one view its slice. */
  const updates: (() => void)[] = []
  /** What the listeners of the present round have yet to be told. */
  const notices: (() => void)[] = []
  const queue: Partial<Slices>[] = []

  function apply(changes: Partial<Slices>): void {
    slices = { ...slices, ...changes }
    // Every view has its new state before the first listener is called: listeners may read the other views.
    for (const update of updates) update()
    for (const notify of notices.splice(0)) notify()
  }

  return {
    commit(changes) {
      // A round is under way, and comes to it.
      if (queue.push(changes) > 1) return
      try {
        for (const next of queue) apply(next)
      } finally {
        // Else nothing would ever be committed again.
        queue.length = 0
      }
    },
    view<Key extends keyof Slices>(key: Key) {
      const store = createStore<Slices[Key]>(() => initial[key])
      const listeners = createListeners<[Slices[Key], Slices[Key]]>(report)
      const update = (): void => store.setState(slices[key], true)
      update()
      updates.push(update)
      store.subscribe((state, previous) => notices.push(() => listeners.emit(state, previous)))
      return { getState: store.getState, getInitialState: store.getInitialState, subscribe: listeners.add }
    },
  }
}
