import type { Store, Unsubscribe } from '../store/store.ts'

/** Adds a listener that is a reason to hold the channel. */
export type Listen = (add: () => Unsubscribe) => Unsubscribe

/** The same store of a channel; whoever listens to it is a reason to hold the channel. */
export function holdingStore<State>(listen: Listen, store: Store<State>): Store<State> {
  return { ...store, subscribe: (listener) => listen(() => store.subscribe(listener)) }
}
