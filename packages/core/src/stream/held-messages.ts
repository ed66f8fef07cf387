import type { ReceivedMessage } from '@herenow/adapter'

const mostMessages = 1_000
const mostBytes = 1_048_576

/** Live messages that wait for a gap before them to be healed, up to 1,000 or 1 MiB. */
export class HeldMessages {
  #messages: ReceivedMessage[] = []
  #bytes = 0

  /** `false`: the bound is reached, and the message isn't held. */
  add(message: ReceivedMessage): boolean {
    const bytes = JSON.stringify(message.data).length
    if (this.#messages.length >= mostMessages || this.#bytes + bytes > mostBytes) return false
    this.#messages.push(message)
    this.#bytes += bytes
    return true
  }

  /** Takes out what stands up to the last message that `matches`. */
  takeThrough(matches: (message: ReceivedMessage) => boolean): readonly ReceivedMessage[] {
    return this.#messages.splice(0, this.#messages.findLastIndex(matches) + 1)
  }

  take(): readonly ReceivedMessage[] {
    const taken = this.#messages
    this.#messages = []
    this.#bytes = 0
    return taken
  }
}
