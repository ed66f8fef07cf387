import type { Listen } from './holding-store.ts'
import type { ChannelHold } from './channel-registry.ts'

/** Counts who listens to a channel: each is a reason to hold it. */
export interface Listening {
  readonly isHeard: boolean
  readonly listen: Listen
}

export function createListening(hold: Pick<ChannelHold, 'keep' | 'review'>): Listening {
  let listeners = 0
  return {
    get isHeard() {
      return listeners > 0
    },
    listen(add) {
      const remove = add()
      listeners += 1
      hold.keep()
      let isListening = true
      return () => {
        if (!isListening) return
        isListening = false
        remove()
        listeners -= 1
        hold.review()
      }
    },
  }
}
