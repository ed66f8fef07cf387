import { isActive } from './attachment-machine.ts'
import type { ChannelState } from './channel-state.ts'

/**
 * The state that a channel is in now. The store may still be telling its listeners of an earlier one: a listener may have
 * attached or left.
 */
export interface CurrentChannelState {
  /** Only the attachment writes it. */
  state: ChannelState
  /** Events of the channel are wanted. */
  readonly isActive: boolean
}

export function createCurrentChannelState(state: ChannelState): CurrentChannelState {
  return {
    state,
    get isActive() {
      return isActive(this.state)
    },
  }
}
