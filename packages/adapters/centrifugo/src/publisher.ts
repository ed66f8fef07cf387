import type { Clock, OutgoingMessage, PublishOutcome, RealtimeError } from '@herenow/adapter'
import { channelNameProblem, utf8Length } from '@herenow/adapter'
import type { Centrifuge } from 'centrifuge'
import { sealed } from './envelope.ts'
import { nativeChannel } from './native-channel.ts'
import type { Ask } from './requests.ts'
import { adapterError, notConnected, unsupported } from './service-error.ts'

export interface PublisherNeeds {
  readonly clock: Pick<Clock, 'date'>
  readonly client: Pick<Centrifuge, 'publish'>
  readonly ask: Ask
  readonly isConnected: () => boolean
  /** UTF-8 bytes. */
  readonly maxMessageBytes: number
  readonly maxFrameBytes: number
}

/** Publishes, each channel's messages one after the other. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
}

/** What one publish command adds to the message, with the largest number that a command may have. */
const command = { id: 4_294_967_295, publish: { channel: '', data: null } }

export function createPublisher(needs: PublisherNeeds): Publisher {
  const { clock, client, ask, isConnected, maxMessageBytes, maxFrameBytes } = needs
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

  /** An answer tells of one message, so the next one waits for it: what was refused must not be overtaken. */
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
    const timestamp = clock.date()
    const native = nativeChannel(channel)
    const data = sealed(message, timestamp)
    const bytes = utf8Length(JSON.stringify({ ...command, publish: { channel: native, data } }))
    const error = problem(channel, message, bytes)
    if (error) return { error }
    try {
      await ask(() => client.publish(native, data), channel, bytes)
      return { position: null, timestamp, duplicate: 'unknown' }
    } catch (refusal) {
      return { error: refusal as RealtimeError }
    }
  }

  /** `bytes`: of the whole frame. */
  function problem(channel: string, { data, store, ttl }: OutgoingMessage, bytes: number): RealtimeError | null {
    if (!store || ttl !== null) return unsupported('A message has no retention of its own here.', 'retention', channel)
    const isTooLarge = bytes > maxFrameBytes || utf8Length(JSON.stringify(data)) > maxMessageBytes
    return isTooLarge ? adapterError('message_too_large', 'The message is too large.', { channel }) : null
  }

  return { publish }
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
