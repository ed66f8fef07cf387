import type { Clock, OutgoingMessage, PublishOutcome, RealtimeError, UserInfo } from '@herenow/adapter'
import { assertChannelName, channelNameProblem, utf8Length } from '@herenow/adapter'
import { hints } from './hints.ts'
import type { HasChannels } from './native-channel.ts'
import { nativeChannel } from './native-channel.ts'
import { positionOf, timeOf } from './native-position.ts'
import { nativeMessage, nativeSignal } from './outgoing.ts'
import type { Ask } from './requests.ts'
import { adapterError, notConnected, unsupported } from './service-error.ts'

export interface PublisherNeeds {
  readonly clock: Pick<Clock, 'date'>
  readonly client: HasChannels
  readonly ask: Ask
  readonly isConnected: () => boolean
  readonly info: UserInfo | null
}

/** Publishes, each channel's messages one after the other. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
  readonly signal: (channel: string, name: string, data: unknown) => Promise<void>
}

/** UTF-8 bytes that Ably takes at once, by default. */
const nativeLimit = 65_536
/** What of that is left for a message's name, id, client id and headers. */
const besideData = 4_096

export const maxMessageBytes: number = nativeLimit - besideData
export const maxSignalBytes = 4_096

export function createPublisher({ clock, client, ask, isConnected, info }: PublisherNeeds): Publisher {
  /** What has to be answered before the next message of a channel may leave. */
  const last = new Map<string, Promise<unknown>>()
  /** Channels in which a message was refused that may be taken later: nothing behind it may overtake it. */
  const broken = new Set<string>()

  function publish(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    if (channelNameProblem(channel) !== null) return refuseAll(messages, notAChannel(channel))
    if (!isConnected()) return refuseAll(messages, notConnected())
    const before = last.get(channel) ?? Promise.resolve()
    const outcomes = before.then(() => inOrder(channel, messages))
    last.set(channel, outcomes)
    void outcomes.then(() => {
      if (last.get(channel) !== outcomes) return
      last.delete(channel)
      broken.delete(channel)
    })
    return outcomes
  }

  /** Each message waits for the answer to the one before: what was refused must not be overtaken. */
  async function inOrder(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    const outcomes: PublishOutcome[] = []
    for (const message of messages) {
      const outcome = await one(channel, message)
      if (outcome.error?.retryable) broken.add(channel)
      outcomes.push(outcome)
    }
    return outcomes
  }

  async function one(channel: string, message: OutgoingMessage): Promise<PublishOutcome> {
    if (broken.has(channel)) return { error: outOfOrder(channel) }
    const error = problem(channel, message)
    if (error) return { error }
    try {
      const native = nativeMessage(message, info)
      const { serials } = await ask(() => nativeChannel(client, channel).publish(native), channel)
      const [serial] = serials
      const timestamp = (serial && timeOf(serial)) || clock.date()
      return { position: positionOf(serial), timestamp, duplicate: 'unknown' }
    } catch (refusal) {
      return { error: refusal as RealtimeError }
    }
  }

  return {
    publish,
    async signal(channel, name, data) {
      assertChannelName(channel)
      if (!isConnected()) throw notConnected()
      if (utf8Length(JSON.stringify(data)) > maxSignalBytes) {
        throw adapterError('signal_too_large', 'The signal is too large.', { channel })
      }
      await ask(() => nativeChannel(client, channel).publish(nativeSignal(name, data, info)), channel)
    },
  }
}

function problem(channel: string, { data, store, ttl }: OutgoingMessage): RealtimeError | null {
  if (!store || ttl !== null) {
    return unsupported('A message has no retention of its own here.', hints.retention, channel)
  }
  const isTooLarge = utf8Length(JSON.stringify(data)) > maxMessageBytes
  return isTooLarge ? adapterError('message_too_large', 'The message is too large.', { channel }) : null
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
