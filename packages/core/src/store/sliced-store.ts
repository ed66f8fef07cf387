import type { StoreApi } from 'zustand/vanilla'
import { createStore } from 'zustand/vanilla'
import { Listeners } from './listeners.ts'
import type { Report } from './report.ts'
import type { Store } from './store.ts'

/**
 * One zustand store whose slices are seen through read-only views. Adds what zustand's own notify loop lacks: guarded
 * listeners, and a queue for commits made by listeners, so that nobody sees an older state after a newer one.
 */
export class SlicedStore<Slices extends object> {
  readonly #store: StoreApi<Slices>
  readonly #report: Report
  readonly #queue: Partial<Slices>[] = []
  #notifying = false

  constructor(initial: Slices, report: Report) {
    this.#report = report
    this.#store = createStore<Slices>(() => initial)
  }

  get<Key extends keyof Slices>(key: Key): Slices[Key] {
    return this.#store.getState()[key]
  }

  /** Replaces slices. From inside a listener: after the present round. */
  commit(changes: Partial<Slices>): void {
    this.#queue.push(changes)
    if (this.#notifying) return
    this.#notifying = true
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#store.setState(next)
    this.#notifying = false
  }

  /** A view that notifies only when its own slice has another identity. */
  view<Key extends keyof Slices>(key: Key): Store<Slices[Key]> {
    const listeners = new Listeners<[Slices[Key], Slices[Key]]>(this.#report)
    this.#store.subscribe((state, previous) => {
      if (!Object.is(state[key], previous[key])) listeners.emit(state[key], previous[key])
    })
    return {
      getState: () => this.get(key),
      getInitialState: () => this.#store.getInitialState()[key],
      subscribe: (listener) => listeners.add(listener),
    }
  }
}
