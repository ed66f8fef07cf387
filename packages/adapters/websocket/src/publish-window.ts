import type { Clock } from '@herenow/adapter'

/** Messages. What a server with default limits takes at once. */
const first = 50
/** Messages. Small enough that a server with default limits is through it in half a second. */
const least = 25
const most = 1_000
/** Milliseconds after which an answer says that the server has more than it can do. */
const slow = 1_000

/** What a request that was sent is remembered by. */
interface SentRequest {
  readonly messages: number
  /** `Clock.now` milliseconds. */
  readonly at: number
}

/**
 * How many messages may be under way on a connection. It grows with every answer that comes quickly and is halved when
 * one comes slowly, so that a server that takes its time has about a second of work waiting: other requests are not
 * held up behind more, and their answers come in time.
 */
export interface PublishWindow {
  /** How many more messages may leave now. */
  readonly room: number
  sent(messages: number): SentRequest
  /** The request is over. `answered`: the server said so. */
  settled(request: SentRequest, answered: boolean): void
  /** Starts over with one message at a time: the connection may have ended because of what was under way. */
  careful(): void
}

export function createPublishWindow(clock: Clock): PublishWindow {
  let size = first
  let underWay = 0
  let reducedAt = -Infinity

  return {
    get room() {
      return size - underWay
    },
    sent(messages) {
      underWay += messages
      return { messages, at: clock.now() }
    },
    settled({ messages, at }, answered) {
      underWay -= messages
      if (!answered) return
      const isSlow = clock.now() - at >= slow
      if (!isSlow || size < least) size = Math.min(isSlow ? least : most, size + messages)
      else if (at >= reducedAt) {
        // Answers to what had left before the last reduction don't count: they tell of the same backlog.
        size = Math.max(least, Math.floor(size / 2))
        reducedAt = clock.now()
      }
    },
    careful() {
      size = 1
    },
  }
}
