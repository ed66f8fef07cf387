import type { OutgoingMessage, PublishOutcome, RealtimeError, UserInfo } from '@herenow/adapter'
import { channelNameProblem, utf8Length } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import { hint } from './hints.ts'
import { sealedMeta } from './message-meta.ts'
import { positionOf, timeOf } from './native-position.ts'
import { payloadOf } from './payload.ts'
import type { Ask } from './requests.ts'
import type { SdkClient, SdkPublish } from './sdk.ts'
import { adapterError, notConnected, unsupported } from './service-error.ts'
import { sealedSignal } from './signal-payload.ts'

export interface PublisherNeeds {
  readonly client: Pick<SdkClient, 'publish' | 'signal'>
  readonly ask: Ask
  readonly isConnected: () => boolean
  readonly connectionId: string
  readonly info: UserInfo | null
}

/** Publishes, each channel's messages one after the other. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
  readonly signal: (channel: string, name: string, data: unknown) => Promise<void>
}

/** UTF-8 bytes that PubNub takes at once. */
const nativeLimit = 32_768
/** What of that is left for the channel, and for a message's name, id, metadata and author. */
const besideData = 6_144

export const maxMessageBytes: number = nativeLimit - besideData
/** Of a signal's 64 bytes, what a name of 13 characters leaves. */
export const maxSignalBytes = 32

/** Characters of an address up to which a message goes in it. Beyond, it is the body: browsers ask before they send one. */
const longestInAddress = 4_096

export function createPublisher({ client, ask, isConnected, connectionId, info }: PublisherNeeds): Publisher {
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
      const { timetoken } = await ask(async () => client.publish(native(channel, message)), channel)
      const position = positionOf(timetoken)
      return { position: message.store ? position : null, timestamp: timeOf(position), duplicate: 'unknown' }
    } catch (refusal) {
      return { error: refusal as RealtimeError }
    }
  }

  function native(channel: string, { id, name, data, meta, store }: OutgoingMessage): SdkPublish {
    const message = payloadOf(data)
    return {
      channel: nativeName(channel),
      message,
      meta: sealedMeta({ id, name, connectionId, info, meta, isStored: store }),
      storeInHistory: store,
      sendByPost: encodeURIComponent(JSON.stringify(message)).length > longestInAddress,
    }
  }

  return {
    publish,
    async signal(channel, name, data) {
      const target = nativeName(channel)
      if (!isConnected()) throw notConnected()
      const message = sealedSignal({ name, data, info })
      if (message === null) {
        throw adapterError('signal_too_large', 'The signal is too large.', { hint: hint('signal'), channel })
      }
      await ask(() => client.signal({ channel: target, message }), channel)
    },
  }
}

function problem(channel: string, { data, ttl }: OutgoingMessage): RealtimeError | null {
  if (ttl !== null) return unsupported('A message has no time to live of its own here.', 'retention', channel)
  const isTooLarge = utf8Length(JSON.stringify(data)) > maxMessageBytes
  return isTooLarge
    ? adapterError('message_too_large', 'The message is too large.', { hint: hint('size'), channel })
    : null
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
