import type { ReceivedMessage } from '@herenow/adapter'

const mostMessages = 1_000
const mostBytes = 1_048_576

/** Live messages that wait for a gap before them to be healed, up to 1,000 or 1 MiB. */
export interface HeldMessages {
  /** `false`: the bound is reached, and the message isn't held. */
  add(message: ReceivedMessage): boolean
  /** Takes out what stands up to the last message that `matches`. */
  takeThrough(matches: (message: ReceivedMessage) => boolean): readonly ReceivedMessage[]
  take(): readonly ReceivedMessage[]
}

export function createHeldMessages(): HeldMessages {
  let messages: ReceivedMessage[] = []
  let bytes = 0
  return {
    add(message) {
      const size = JSON.stringify(message.data).length
      if (messages.length >= mostMessages || bytes + size > mostBytes) return false
      messages.push(message)
      bytes += size
      return true
    },
    takeThrough: (matches) => messages.splice(0, messages.findLastIndex(matches) + 1),
    take() {
      const taken = messages
      messages = []
      bytes = 0
      return taken
    },
  }
}
