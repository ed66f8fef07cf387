import { isActive } from './attachment-machine.ts'
import type { ChannelState } from './channel-state.ts'

/** Where a channel stands. Ahead of its store while the store's listeners run: one of them may ask for more. */
export interface ChannelStatus {
  /** Only the attachment writes it. */
  now: ChannelState
  /** Events of the channel are wanted. */
  readonly isActive: boolean
}

export function createChannelStatus(now: ChannelState): ChannelStatus {
  return {
    now,
    get isActive() {
      return isActive(this.now)
    },
  }
}
