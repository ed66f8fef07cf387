import type { Store } from '@herenow/core'

/** A store that never changes. Hooks read it while there is no client or no channel. */
export function constantStore<State>(state: State): Store<State> {
  const read = (): State => state
  return { getState: read, getInitialState: read, subscribe: () => () => undefined }
}
