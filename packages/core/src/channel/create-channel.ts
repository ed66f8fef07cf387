import { RealtimeError } from '@herenow/adapter'
import { jsonCopy } from '../json/json-copy.ts'
import { readHistory } from '../log/read-history.ts'
import type { ChannelCore } from './channel-core.ts'
import type { MessageOf } from './channel-types.ts'
import type { Channel } from './channel.ts'

type MessageListener = (message: MessageOf) => void

/** The public side of a channel. */
export function createChannel(core: ChannelCore): Channel {
  const { context, attachment, log, publisher, slices } = core
  return {
    name: context.name,
    state: slices.view('state'),
    log: {
      ...slices.view('log'),
      load: (limit) => log.load(limit),
      fetchOlder: (limit) => log.fetchOlder(limit),
    },
    presence: core.presence.public,
    typing: core.typing.public,
    attach: () => attachment.attach(),
    detach: () => attachment.detach(),
    lease: () => attachment.lease(),
    subscribe: (first: string | readonly string[] | MessageListener, listener?: (message: never) => void) =>
      typeof first === 'function' ? core.messages.add(first) : core.messages.add(only(first, listener)),
    publish: (name, data, options) => publisher.publish(name, data, options),
    publishMany: (messages) => publisher.publishMany(messages),
    retry: (messageId) => publisher.retry(messageId),
    discard: (messageId) => publisher.discard(messageId),
    signal: (name, data) => sendSignal(core, name, data),
    onSignal: (listener) => core.signals.add(listener),
    history: (query = {}) => readHistory(context, query, core.stream.attachPosition),
    onGap: (listener) => core.gaps.add(listener),
  }
}

function only(names: string | readonly string[], listener: ((message: never) => void) | undefined): MessageListener {
  const wanted: readonly string[] = typeof names === 'string' ? [names] : names
  return (message) => {
    // The public overload ties the listener's type to these names.
    if (wanted.includes(message.name)) listener?.(message as never)
  }
}

async function sendSignal({ context }: ChannelCore, name: string, data: unknown): Promise<void> {
  const { value, bytes } = jsonCopy(data, 'The signal')
  const most = context.capabilities.maxSignalBytes
  if (bytes > most) {
    throw new RealtimeError({
      code: 'signal_too_large',
      message: `The signal "${name}" has ${bytes} bytes; the limit is ${most}.`,
      channel: context.name,
    })
  }
  const session = context.session()
  if (session === null || !context.isConnected()) {
    context.need()
    throw new RealtimeError({ code: 'connection_closed', message: 'Signals are not queued.', retryable: true })
  }
  await session.signal(context.name, name, value)
}
