import type { Inside } from '../client/inside.ts'
import { inside } from '../client/inside.ts'
import { handled, notConnected } from '../client/problems.ts'
import { boundedCopy } from '../json/json-copy.ts'
import { checkDepth, checkEventName } from '../message/payload-checks.ts'
import { readHistory } from '../log/read-history.ts'
import type { ChannelCore } from './channel-core.ts'
import type { MessageOf } from './channel-types.ts'
import type { Channel } from './channel.ts'
import { holdingStore } from './holding-store.ts'

type MessageListener = (message: MessageOf) => void

/** The public side of a channel. */
export function createChannel(core: ChannelCore): Channel {
  const { attachment, log, outbox, slices } = core
  const channel: Channel & Inside<ChannelCore> = {
    name: core.name,
    state: holdingStore(core, core.state),
    log: {
      ...holdingStore(core, slices.view('log')),
      load: log.load,
      fetchOlder: log.fetchOlder,
    },
    presence: core.presence.public,
    attach: attachment.attach,
    detach: attachment.detach,
    lease: () => attachment.lease(),
    subscribe: (first: string | readonly string[] | MessageListener, listener?: (message: never) => void) =>
      core.listen(() => core.messages.add(typeof first === 'function' ? first : only(first, listener))),
    publish: outbox.publish,
    publishMany: outbox.publishMany,
    retry: outbox.retry,
    discard: outbox.discard,
    signal: (name, data) => handled(sendSignal(core, name, data)),
    onSignal: (listener) =>
      core.listen(() =>
        core.signals.add((signal) => {
          if (!signal.name.startsWith('herenow:')) listener(signal)
        }),
      ),
    history: (query = {}) => readHistory(core, query),
    onGap: (listener) => core.listen(() => core.gaps.add(listener)),
    [inside]: (use) => use(core),
  }
  return channel
}

function only(names: string | readonly string[], listener: ((message: never) => void) | undefined): MessageListener {
  const wanted = [names].flat()
  return (message) => {
    // The public overload ties the listener's type to these names.
    if (wanted.includes(message.name)) listener?.(message as never)
  }
}

async function sendSignal(channel: ChannelCore, name: string, data: unknown): Promise<void> {
  const { client } = channel
  const { maxSignalBytes } = client.capabilities
  checkEventName(name)
  const { value } = boundedCopy(data, `The signal "${name}"`, maxSignalBytes, 'signal_too_large', channel.name)
  checkDepth(value, `The signal "${name}"`)
  if (!client.session || !client.isConnected) {
    client.need()
    throw client.unavailable() ?? notConnected()
  }
  await client.session.signal(channel.name, name, value)
}
