import { adapterError, notConnected } from './adapter-errors.ts'
import { channelNameProblem } from './channel-name.ts'
import { RealtimeError } from './error.ts'
import type { OutgoingMessage, PublishOutcome } from './message.ts'
import type { AdapterSession } from './session.ts'

export interface PublishInOrderNeeds {
  readonly isConnected: () => boolean
  /** Makes one attempt at one message. Rejects with why it was refused. */
  readonly publish: (channel: string, message: OutgoingMessage) => Promise<PublishOutcome>
}

/**
 * For services that answer each message by itself: publishes a channel's messages one after the other, other channels'
 * meanwhile. What was refused and may be taken later is not overtaken: what waits behind it is refused as `out_of_order`.
 */
export function publishInOrder({ isConnected, publish }: PublishInOrderNeeds): AdapterSession['publish'] {
  /** What has to be answered before the next message of a channel may leave. */
  const last = new Map<string, Promise<unknown>>()
  /** Channels in which a message was refused that may be taken later. */
  const broken = new Set<string>()

  async function attempt(channel: string, message: OutgoingMessage): Promise<PublishOutcome> {
    if (broken.has(channel)) return { error: outOfOrder(channel) }
    try {
      return await publish(channel, message)
    } catch (thrown) {
      const error = RealtimeError.isInstance(thrown) ? thrown : cannotBeSent(channel, thrown)
      if (error.retryable) broken.add(channel)
      return { error }
    }
  }

  async function inTurn(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    const outcomes: PublishOutcome[] = []
    for (const message of messages) outcomes.push(await attempt(channel, message))
    return outcomes
  }

  return (channel, messages) => {
    if (channelNameProblem(channel) !== null) return refuseAll(messages, notAChannel(channel))
    if (!isConnected()) return refuseAll(messages, notConnected())
    const before = last.get(channel) ?? Promise.resolve()
    const outcomes = before.then(() => inTurn(channel, messages))
    last.set(channel, outcomes)
    void outcomes.then(() => {
      if (last.get(channel) !== outcomes) return
      last.delete(channel)
      broken.delete(channel)
    })
    return outcomes
  }
}

function refuseAll(messages: readonly OutgoingMessage[], error: RealtimeError): Promise<readonly PublishOutcome[]> {
  return Promise.resolve(messages.map(() => ({ error })))
}

function notAChannel(channel: string): RealtimeError {
  return adapterError('invalid_argument', `"${channel.slice(0, 60)}" is not a channel name.`, { channel })
}

function outOfOrder(channel: string): RealtimeError {
  return adapterError('out_of_order', 'An earlier message has to be sent first.', { retryable: true, channel })
}

function cannotBeSent(channel: string, cause: unknown): RealtimeError {
  return adapterError('invalid_argument', 'The message can not be sent.', { channel, cause })
}
