import type { AdapterEvent, AttachedEvent } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { clientClosed, connectionShut } from '../client/errors.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { ChannelListeners, ChannelParts } from './channel-parts.ts'
import { createChannelParts } from './channel-parts.ts'
import type { ChannelRegistry, RegisteredChannel } from './channel-registry.ts'
import type { Channel } from './channel.ts'
import { createChannel } from './create-channel.ts'

/** An event of one channel. */
type AdapterChannelEvent = Extract<AdapterEvent, { readonly channel: string }>

/** A channel as its client knows it: says which part is told about which event. */
export interface ChannelCore extends RegisteredChannel, Pick<ChannelListeners, 'messages' | 'signals' | 'stopped'> {
  readonly client: ClientServices
  readonly name: string
  readonly public: Channel
  /** Something besides leases keeps the connection: the channel was attached by hand, or a message is under way. */
  readonly isBusy: boolean
  /** A message is under way. */
  readonly hasUnsent: boolean
  /** The first options before the first attach count; others are worth one warning. */
  propose(options: ChannelOptions): void
  /** `batch`: the number of the batch that the event came in. */
  receive(event: AdapterChannelEvent, batch: number): void
  /** A new session is open. */
  sessionOpened(): void
  connectionChanged(state: ConnectionState): void
  /** What was refused may be allowed now: the service goes by a new token, or the connection is a new one. */
  askAgain(): void
  /** The client was closed: lets go of everything. */
  end(): void
}

export function createChannelCore(
  client: ClientServices,
  registry: ChannelRegistry<ChannelCore>,
  name: string,
): ChannelCore {
  const hold = registry.holdOf(() => core)
  const parts = createChannelParts(client, name, hold)
  const { messages, signals, stopped, attachment, outbox, options, log, stream, own, pages } = parts
  const core: ChannelCore = {
    client,
    name,
    messages,
    signals,
    stopped,
    // It leads back to all this, so whoever has the one keeps the other.
    public: createChannel(parts, () => core),
    get isUnwanted() {
      return !attachment.demand.wanted && !attachment.isActive && outbox.isEmpty
    },
    get isIdle() {
      return core.isUnwanted && !parts.listening.isHeard && !outbox.hasFailed
    },
    get waitsForRoom() {
      return attachment.waitsForRoom
    },
    get isBusy() {
      return attachment.demand.byHand || !outbox.isEmpty
    },
    get hasUnsent() {
      return !outbox.isEmpty
    },
    propose: options.propose,
    receive: (event, batch) => receive(parts, event, batch),
    sessionOpened() {
      own.sessionOpened()
      attachment.sessionOpened()
    },
    connectionChanged(state) {
      parts.capabilities.serviceChanged()
      switch (state.status) {
        case 'connected':
          outbox.pump()
          return core.askAgain()
        case 'failed':
          attachment.connectionChanged(state)
          return outbox.fail(state.reason)
        case 'closed':
          attachment.connectionChanged(state)
          if (client.isShut) outbox.fail(connectionShut())
          return
        case 'initialized':
        case 'connecting':
        case 'disconnected':
        case 'closing':
          return attachment.connectionChanged(state)
        default:
          return assertNever(state)
      }
    },
    attachAgain: attachment.askAgain,
    askAgain() {
      attachment.askAgain()
      own.askAgain()
      pages.askAgain()
    },
    forget() {
      stream.reset()
      pages.reset()
      log.reset()
    },
    end() {
      outbox.fail(clientClosed())
      attachment.end()
      stopped.emit('asked')
      for (const listeners of [messages, signals, parts.gaps]) listeners.clear()
    },
  }
  return core
}

function receive(parts: ChannelParts, event: AdapterChannelEvent, batch: number): void {
  const { attachment, stream, members, own, signals } = parts
  if (!attachment.takes(batch)) return
  switch (event.type) {
    case 'channel':
      return attachment.sessionSays(event.state)
    case 'attached':
      return attached(parts, event, batch)
    case 'message':
      return stream.message(event.message)
    case 'gap':
      return stream.gap(event.position)
    case 'presence':
      return members.changed(event)
    case 'presence-interval':
      return members.interval(event)
    case 'presence-snapshot':
      return members.replaced(event)
    case 'presence-hidden':
      return members.hidden(event.error)
    case 'presence-refused':
      return own.refused(event.error)
    case 'signal':
      return signals.emit(event.signal)
    default:
      return assertNever(event)
  }
}

function attached(
  { attachment, capabilities, stream, options, own, members, pages }: ChannelParts,
  event: AttachedEvent,
  batch: number,
): void {
  capabilities.told(event.capabilities)
  if (capabilities.current().presence === 'none') members.absent()
  if (!attachment.takes(batch)) return
  // At each step a listener may leave, or leave and come back.
  stream.attached(event, options.since)
  if (!attachment.takes(batch)) return
  attachment.sessionSays({ status: 'attached', recovered: event.recovered })
  if (!attachment.takes(batch)) return
  own.channelAttached()
  pages.askAgain()
}
