import type { ReceivedMessage } from '@herenow/adapter'
import { utf8Length } from '@herenow/adapter'

/** Live messages that wait for a gap before them to be healed. */
const mostMessages = 1_000
const mostBytes = 1_048_576

interface Buffered {
  readonly message: ReceivedMessage
  readonly bytes: number
}

/** Messages that came while older ones are being fetched. Bounded. */
export interface BufferedMessages {
  /** Returns whether there was room. */
  add(message: ReceivedMessage): boolean
  /** Takes out everything up to the last message that `belongs`. */
  takeThrough(belongs: (message: ReceivedMessage) => boolean): readonly ReceivedMessage[]
  takeAll(): readonly ReceivedMessage[]
}

export function createBufferedMessages(): BufferedMessages {
  let buffered: Buffered[] = []
  let bytes = 0

  function take(count: number): readonly ReceivedMessage[] {
    const taken = buffered.slice(0, count)
    buffered = buffered.slice(count)
    for (const each of taken) bytes -= each.bytes
    return taken.map(({ message }) => message)
  }

  return {
    add(message) {
      const own = messageBytes(message)
      if (buffered.length >= mostMessages || bytes + own > mostBytes) return false
      buffered.push({ message, bytes: own })
      bytes += own
      return true
    },
    takeThrough: (belongs) => take(buffered.findLastIndex(({ message }) => belongs(message)) + 1),
    takeAll: () => take(buffered.length),
  }
}

/** UTF-8 bytes of a message's data as JSON. */
export function messageBytes({ data }: ReceivedMessage): number {
  const text: string | undefined = JSON.stringify(data)
  return text === undefined ? 0 : utf8Length(text)
}
