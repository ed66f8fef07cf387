import type { Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'

const pageSize = 200
/** Pages that one healing may read: as far as a service keeps history by default, and a good deal more. */
const mostPages = 50

export interface Healing {
  /** Where our own messages end; `null`: an earlier epoch, so everything up to `until` is missing. */
  readonly from: Position | null
  readonly until: Position
}

/**
 * Reads a declared gap out of history. One healing at a time; a drop pauses it where it stands, and the next attach
 * goes on from there.
 */
export interface GapHealer {
  readonly healing: Healing | null
  /** Starts, or goes on with another end. */
  heal(healing: Healing): void
  /** Goes on after a drop. */
  resume(): void
  /** Gives up without a word. */
  stop(): void
}

/**
 * `onMessages` takes healed messages, in order. `onEnd`: it is over, as far as `until`, and what was held may follow.
 */
export function createGapHealer(
  channel: ChannelCore,
  onMessages: (messages: readonly ReceivedMessage[]) => void,
  onEnd: (until: Position) => void,
): GapHealer {
  const { client, name } = channel
  let healing: Healing | null = null
  let running = 0

  async function read(until: Position): Promise<void> {
    const { session } = client
    const run = running
    const isOver = (): boolean => run !== running || session !== client.session
    try {
      for (let pages = 0; pages < mostPages; pages += 1) {
        if (!session || !healing) return
        const { from } = healing
        const after = from ?? undefined
        const page = await session.history(name, { limit: pageSize, direction: 'forwards', after, until })
        if (isOver()) return
        if (!page.complete) channel.missing()
        onMessages(page.items)
        if (isOver()) return
        if (!page.next) return end(until)
        healing = { from: page.items.at(-1)?.position ?? from, until }
      }
    } catch (error) {
      const dropped = RealtimeError.isInstance(error) && error.retryable && !client.isConnected
      if (isOver() || dropped) return
    }
    channel.missing()
    end(until)
  }

  function end(until: Position): void {
    healing = null
    onEnd(until)
  }

  function heal(next: Healing): void {
    healing = next
    running += 1
    void read(next.until)
  }

  return {
    get healing() {
      return healing
    },
    heal,
    resume() {
      if (healing) heal(healing)
    },
    stop() {
      running += 1
      healing = null
    },
  }
}
