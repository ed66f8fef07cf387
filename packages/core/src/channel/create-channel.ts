import type { Inside } from '../client/inside.ts'
import { inside } from '../client/inside.ts'
import { handled, notConnected } from '../client/errors.ts'
import { boundedCopy } from '../json/json-copy.ts'
import { checkDepth, checkEventName } from '../message/payload-checks.ts'
import { readHistory } from '../log/read-history.ts'
import type { ChannelParts } from './channel-parts.ts'
import type { MessageOf } from './channel-types.ts'
import type { Channel } from './channel.ts'
import { createPresence } from './create-presence.ts'
import { holdingStore } from './holding-store.ts'

type MessageListener = (message: MessageOf) => void

/** The public side of a channel. `core`: what is behind it, for the kit's own stores. */
export function createChannel<Core>(parts: ChannelParts, core: () => Core): Channel & Inside<Core> {
  const { attachment, messages, outbox, own, pages, signals, slices, current } = parts
  const { listen } = parts.listening
  return {
    name: parts.name,
    state: holdingStore(listen, slices.view('state')),
    capabilities: holdingStore(listen, { ...slices.view('capabilities'), getState: parts.capabilities.current }),
    log: {
      ...holdingStore(listen, slices.view('log')),
      load: pages.load,
      fetchOlder: pages.fetchOlder,
    },
    presence: createPresence(parts),
    attach: attachment.attach,
    detach() {
      if (!current.isActive) own.channelDetached()
      return attachment.detach()
    },
    lease: () => attachment.lease(),
    subscribe: (first: string | readonly string[] | MessageListener, listener?: (message: never) => void) =>
      listen(() => messages.add(typeof first === 'function' ? first : only(first, listener))),
    publish: outbox.publish,
    publishMany: outbox.publishMany,
    retry: outbox.retry,
    discard: outbox.discard,
    signal: (name, data) => handled(sendSignal(parts, name, data)),
    onSignal: (listener) =>
      listen(() =>
        signals.add((signal) => {
          if (!signal.name.startsWith('herenow:')) listener(signal)
        }),
      ),
    history: (query = {}) => readHistory(parts, query),
    onGap: (listener) => listen(() => parts.gaps.add(listener)),
    [inside]: (use) => use(core()),
  }
}

function only(names: string | readonly string[], listener: ((message: never) => void) | undefined): MessageListener {
  const wanted = [names].flat()
  return (message) => {
    // The public overload ties the listener's type to these names.
    if (wanted.includes(message.name)) listener?.(message as never)
  }
}

async function sendSignal(channel: ChannelParts, name: string, data: unknown): Promise<void> {
  const { client, capabilities } = channel
  const { maxSignalBytes } = capabilities.current()
  checkEventName(name)
  const { value } = boundedCopy(data, `The signal "${name}"`, maxSignalBytes, 'signal_too_large', channel.name)
  checkDepth(value, `The signal "${name}"`)
  if (!client.session || !client.isConnected) {
    client.needConnection()
    throw client.unavailable() ?? notConnected()
  }
  await client.session.signal(channel.name, name, value)
}
