import type { PublishOutcome } from '@herenow/adapter'
import { utf8Length } from '@herenow/adapter'
import { clientLimits } from '@herenow/protocol'

/** Requests of one channel under way at once. What is published meanwhile gathers, and leaves together. */
const mostRequests = 4

/** A message that has not left yet. */
export interface QueuedMessage {
  readonly id: string
  /** As it goes on the wire. */
  readonly text: string
  readonly settle: (outcome: PublishOutcome) => void
}

/** What one request carries. */
interface PublishBatch {
  readonly channel: string
  readonly messages: readonly QueuedMessage[]
}

/** Messages on their way to the socket: in order within a channel, and channels take turns. */
export interface PublishQueue {
  add(channel: string, message: QueuedMessage): void
  /** Takes out what the next request carries, at most so many messages and bytes; `null`: nothing may leave. */
  next(mostMessages: number, mostBytes: number): PublishBatch | null
  /** A request that `next` gave is over. */
  settled(channel: string): void
  /** Takes out all that waits of a channel. */
  take(channel: string): readonly QueuedMessage[]
  takeAll(): readonly QueuedMessage[]
}

interface ChannelQueue {
  waiting: QueuedMessage[]
  requests: number
}

/** `leavesAlone`: nothing may travel in one request with this message. */
export function createPublishQueue(leavesAlone: (channel: string, id: string) => boolean): PublishQueue {
  /** The channel whose turn it is comes first. */
  const channels = new Map<string, ChannelQueue>()

  function queueOf(channel: string): ChannelQueue {
    const queue = channels.get(channel) ?? { waiting: [], requests: 0 }
    channels.set(channel, queue)
    return queue
  }

  function forgetIfIdle(channel: string, { waiting, requests }: ChannelQueue): void {
    if (waiting.length === 0 && requests === 0) channels.delete(channel)
  }

  function take(channel: string): readonly QueuedMessage[] {
    const queue = channels.get(channel)
    if (!queue) return []
    const { waiting } = queue
    queue.waiting = []
    forgetIfIdle(channel, queue)
    return waiting
  }

  return {
    add: (channel, message) => void queueOf(channel).waiting.push(message),
    next(mostMessages, mostBytes) {
      for (const [channel, queue] of channels) {
        if (queue.waiting.length === 0 || queue.requests >= mostRequests) continue
        const messages = queue.waiting.splice(
          0,
          fitting(queue.waiting, mostMessages, mostBytes, ({ id }) => leavesAlone(channel, id)),
        )
        queue.requests += 1
        channels.delete(channel)
        channels.set(channel, queue)
        return { channel, messages }
      }
      return null
    },
    settled(channel) {
      const queue = queueOf(channel)
      queue.requests -= 1
      forgetIfIdle(channel, queue)
    },
    take,
    takeAll: () => Array.from(channels.keys()).flatMap(take),
  }
}

/** How many messages from the front one request can carry: at least one. */
function fitting(
  waiting: readonly QueuedMessage[],
  mostMessages: number,
  mostBytes: number,
  leavesAlone: (message: QueuedMessage) => boolean,
): number {
  const most = Math.min(waiting.length, mostMessages, clientLimits.messagesPerPublish)
  let bytes = 1
  for (const [count, message] of waiting.slice(0, most).entries()) {
    // With the comma, or the bracket, beside it.
    bytes += utf8Length(message.text) + 1
    const isAlone = leavesAlone(message)
    if (isAlone || bytes > mostBytes) return Math.max(1, count)
  }
  return Math.max(1, most)
}
