import type { ReceivedMessage } from '@herenow/adapter'
import { utf8Length } from '@herenow/adapter'
import type { StreamLimits } from './stream-rules.ts'

export interface Buffered {
  readonly message: ReceivedMessage
  readonly bytes: number
  /** One more gap began behind this message. */
  beforeGap: boolean
}

/** Messages that came while older ones are being fetched, and where more are missing among them. Bounded. */
export interface BufferedMessages {
  /** Returns whether there was room. */
  add(message: ReceivedMessage): boolean
  /** One more gap begins behind those that are here. */
  markGap(): void
  /** Takes out everything up to the last message that `belongs`, and what isn't stored behind it: that stands where it came. */
  takeThrough(belongs: (message: ReceivedMessage) => boolean): readonly Buffered[]
  takeAll(): readonly Buffered[]
}

export function createBufferedMessages(limits: StreamLimits): BufferedMessages {
  let buffered: Buffered[] = []
  let bytes = 0

  function take(count: number): readonly Buffered[] {
    const taken = buffered.slice(0, count)
    buffered = buffered.slice(count)
    for (const each of taken) bytes -= each.bytes
    return taken
  }

  return {
    add(message) {
      const own = messageBytes(message)
      if (buffered.length >= limits.bufferedMessages || bytes + own > limits.bufferedBytes) return false
      buffered.push({ message, bytes: own, beforeGap: false })
      bytes += own
      return true
    },
    markGap() {
      const last = buffered.at(-1)
      if (last) last.beforeGap = true
    },
    takeThrough(belongs) {
      let count = buffered.findLastIndex(({ message }) => belongs(message)) + 1
      while (count > 0 && buffered[count]?.message.position === null) count += 1
      return take(count)
    },
    takeAll: () => take(buffered.length),
  }
}

/** UTF-8 bytes of a message's data as JSON. */
export function messageBytes({ data }: ReceivedMessage): number {
  const text: string | undefined = JSON.stringify(data)
  return text === undefined ? 0 : utf8Length(text)
}
