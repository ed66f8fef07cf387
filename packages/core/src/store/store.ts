import type { StoreApi } from 'zustand/vanilla'

/** Ends what a call started. Calling it again does nothing. */
export type Unsubscribe = () => void

/** Gives back a lease. Calling it again does nothing. */
export type Release = () => void

/**
 * A read-only view of state: a zustand store without `setState`, as `useStore` of `zustand` takes it. Snapshots are
 * immutable and keep their identity until something in them changed. `getState` is what listeners were last told, so
 * all readers of one store agree.
 */
export interface Store<State> extends Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'> {
  readonly getState: () => State
  /** The state before anything happened: what a server render shows. */
  readonly getInitialState: () => State
  /**
   * `previous` is what the listeners were told before. A listener that throws is reported to `client.on('error')` and
   * disturbs no other.
   */
  readonly subscribe: (listener: (state: State, previous: State) => void) => Unsubscribe
}
