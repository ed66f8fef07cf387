import type { RealtimeError } from '@herenow/adapter'
import { isActive } from './attachment-machine.ts'
import type { ChannelHold } from './channel-registry.ts'
import type { ChannelState } from './channel-state.ts'
import type { CurrentChannelState } from './current-channel-state.ts'

/** Moves a channel from one state to the next, and says so to whoever has to know. */
export interface AttachmentState {
  enter(next: ChannelState): void
  /** Enters a state in two steps, with something between that comes before listeners. Returns whether it still stands. */
  enterAfter(next: ChannelState, before: () => void): boolean
}

export interface AttachmentStateNeeds {
  readonly hold: ChannelHold
  readonly current: CurrentChannelState
  readonly commit: (state: ChannelState) => void
  /** Why the channel can't be had. */
  readonly onReason: (reason: RealtimeError) => void
}

export function createAttachmentState({ hold, current, commit, onReason }: AttachmentStateNeeds): AttachmentState {
  function show(next: ChannelState): void {
    if ('reason' in next && next.reason && !isActive(next)) onReason(next.reason)
    commit(next)
    // A listener may have gone on to something else.
    if (current.state === next && next.status === 'detached') hold.retire()
    hold.review()
  }

  return {
    enter(next) {
      if (next === current.state) return
      current.state = next
      show(next)
    },
    enterAfter(next, before) {
      current.state = next
      before()
      if (current.state === next) show(next)
      return current.state === next
    },
  }
}
