import { createStore } from 'zustand/vanilla'
import { createListeners } from './listeners.ts'
import type { Report } from './report.ts'
import type { Store } from './store.ts'

/**
 * One zustand store whose slices are seen through read-only views. Adds what zustand's own notify loop lacks: guarded
 * listeners, and a queue for commits made by listeners, so that nobody sees an older state after a newer one.
 */
export interface SlicedStore<Slices extends object> {
  /** Replaces slices. From inside a listener: after the present round. */
  commit(changes: Partial<Slices>): void
  /** A view that notifies only when its own slice has another identity. */
  view<Key extends keyof Slices>(key: Key): Store<Slices[Key]>
}

export function createSlicedStore<Slices extends object>(initial: Slices, report: Report): SlicedStore<Slices> {
  const store = createStore<Slices>(() => initial)
  const queue: Partial<Slices>[] = []
  return {
    commit(changes) {
      // A round is under way, and comes to it.
      if (queue.push(changes) > 1) return
      try {
        for (const next of queue) store.setState(next)
      } finally {
        // Else nothing would ever be committed again.
        queue.length = 0
      }
    },
    view<Key extends keyof Slices>(key: Key) {
      const listeners = createListeners<[Slices[Key], Slices[Key]]>(report)
      store.subscribe((state, previous) => {
        if (state[key] !== previous[key]) listeners.emit(state[key], previous[key])
      })
      return {
        getState: () => store.getState()[key],
        getInitialState: () => initial[key],
        subscribe: listeners.add,
      }
    },
  }
}
