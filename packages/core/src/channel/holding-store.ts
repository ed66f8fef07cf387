import type { Store } from '../store/store.ts'
import type { ChannelCore } from './channel-core.ts'

/** The same store of a channel; whoever listens to it is a reason to hold the channel. */
export function holdingStore<State>(channel: Pick<ChannelCore, 'listen'>, store: Store<State>): Store<State> {
  return { ...store, subscribe: (listener) => channel.listen(() => store.subscribe(listener)) }
}
