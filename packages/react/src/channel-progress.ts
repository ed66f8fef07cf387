import type { ChannelState, ChannelStatus, RealtimeError } from '@herenow/core'

/** Whether the data of a hook is on its way, there, or refused. */
export type HookStatus = 'pending' | 'ready' | 'error'

/** A channel's state as hooks report it. */
export interface ChannelProgress {
  readonly channelStatus: ChannelStatus
  readonly status: HookStatus
  /** Why the channel failed or was ended by the service (`error`), or why it is suspended and will be tried again (`pending`). */
  readonly error: RealtimeError | null
}

const statuses: Readonly<Record<ChannelStatus, HookStatus>> = {
  initialized: 'pending',
  attaching: 'pending',
  attached: 'ready',
  suspended: 'pending',
  detaching: 'pending',
  detached: 'pending',
  failed: 'error',
}

export function channelProgress(state: ChannelState): ChannelProgress {
  return {
    channelStatus: state.status,
    // The service ended the channel for good, so no attach is under way.
    status: state.status === 'detached' && state.reason ? 'error' : statuses[state.status],
    error: 'reason' in state ? state.reason : null,
  }
}
