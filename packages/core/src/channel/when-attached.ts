import type { RealtimeError } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { failure, handled } from '../client/errors.ts'
import type { Store } from '../store/store.ts'
import type { Deadline } from '../store/until.ts'
import { until } from '../store/until.ts'
import { attachOutcome } from './attachment-machine.ts'
import type { ChannelState } from './channel-state.ts'
import type { CurrentChannelState } from './current-channel-state.ts'

export interface WhenAttachedNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'unavailable'>
  readonly current: CurrentChannelState
  /** The channel's state as it is shown. */
  readonly shown: Store<ChannelState>
}

/**
 * Waits for a channel to be attached. Over at once when nobody wants it to be; `wasWanted`: somebody did, also where a
 * listener has left it before the waiting began.
 */
export type WhenAttached = (deadline?: Deadline, wasWanted?: boolean) => Promise<void>

/** Waits on the state that is shown. */
export function createWhenAttached(needs: WhenAttachedNeeds): WhenAttached {
  const { name, client, current, shown } = needs

  function leftMeanwhile(): RealtimeError {
    const meanwhile = 'The channel was detached meanwhile.'
    return client.unavailable() ?? failure('connection_closed', meanwhile, { channel: name })
  }

  return (deadline, wasWanted = current.isActive) => {
    // The store may still be telling its listeners of a state that is over.
    const find = (): RealtimeError | undefined | null => attachOutcome(current.state, wasWanted, leftMeanwhile)
    return handled(until<ChannelState, undefined>(shown, find, deadline))
  }
}
