import type { AdapterEvent, AttachedEvent, AttachOptions, ReceivedMessage, Signal } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { clientClosed, connectionShut } from '../client/problems.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { sameJson } from '../json/same-json.ts'
import type { ChannelLog } from '../log/channel-log.ts'
import { createChannelLog, emptyLog } from '../log/channel-log.ts'
import type { Gap, MessageLog } from '../log/message-log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type { Members } from '../presence/channel-presence.ts'
import type { PresenceFacade } from '../presence/presence-facade.ts'
import { createPresenceFacade, noMembers } from '../presence/presence-facade.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import type { SlicedStore } from '../store/sliced-store.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { Store, Unsubscribe } from '../store/store.ts'
import type { MessageStream } from '../stream/message-stream.ts'
import { createMessageStream } from '../stream/message-stream.ts'
import type { Attachment } from './attachment.ts'
import { createAttachment } from './attachment.ts'
import type { ChannelOptions } from './channel-options.ts'
import { checkChannelOptions } from './channel-options.ts'
import type { ChannelState } from './channel-state.ts'
import type { MessageOf } from './channel-types.ts'
import type { Channel } from './channel.ts'
import { createChannel } from './create-channel.ts'

/** An event of one channel. */
type AdapterChannelEvent = Extract<AdapterEvent, { readonly channel: string }>

interface Slices {
  readonly state: ChannelState
  readonly log: MessageLog
  readonly members: Members
}

/** Puts a channel's parts together. They know each other through it; it says who is told about which event. */
export interface ChannelCore {
  readonly client: ClientCore
  readonly name: string
  readonly slices: SlicedStore<Slices>
  readonly state: Store<ChannelState>
  readonly messages: Listeners<[MessageOf]>
  /** Also the kit's own, whose names start with `herenow:`. */
  readonly signals: Listeners<[Signal]>
  readonly gaps: Listeners<[Gap]>
  /** Nothing is delivered from here on, until the next attach. */
  readonly stopped: Listeners<[]>
  readonly attachment: Attachment
  readonly stream: MessageStream
  readonly log: ChannelLog
  readonly outbox: Outbox
  readonly presence: PresenceFacade
  readonly public: Channel
  /** Nobody wants the channel and no message is under way: its log and position are only kept for a while. */
  readonly isUnwanted: boolean
  /** Nor does anybody listen, and there is nothing that could be retried: no reason to hold the channel. */
  readonly isIdle: boolean
  /** Adds a listener that is a reason to hold the channel. */
  listen(add: () => Unsubscribe): Unsubscribe
  /** The first options before the first attach count; others are worth one warning. */
  propose(options: ChannelOptions): void
  /** The channel needs the connection, and its events. */
  need(): void
  receive(event: AdapterChannelEvent): void
  /** A message, once and in order, live, replayed and healed alike. */
  deliver(received: ReceivedMessage): void
  /** Messages are missing here that can't be had. */
  missing(): void
  sessionOpened(): void
  connectionChanged(state: ConnectionState): void
  /** What was refused may be allowed now: the service goes by a new token, or the connection is a new one. */
  askAgain(): void
  /** How to attach now: where to resume from, and what the first attach asks for. */
  attachOptions(): AttachOptions
  /** Nothing is delivered from here on: somebody asked for it, the connection was closed, or the service ended it. */
  stop(cause: 'asked' | 'connection' | 'ended'): void
  /** Forgets log and position: they have been kept long enough. */
  forget(): void
  /** The client was closed: lets go of everything. */
  end(): void
}

export function createChannelCore(client: ClientCore, name: string): ChannelCore {
  const { report } = client
  const slices = createSlicedStore<Slices>(
    { state: { status: 'initialized' }, log: emptyLog, members: noMembers },
    report,
  )
  const messages = createListeners<[MessageOf]>(report)
  const signals = createListeners<[Signal]>(report)
  const gaps = createListeners<[Gap]>(report)
  const stopped = createListeners<[]>(report)
  /** `null`: nobody has said, and the channel was never attached. */
  let chosen: ChannelOptions | null = null
  let hasWarned = false
  let listening = 0

  function attached(event: AttachedEvent): void {
    stream.attached(event, chosen?.since)
    // A listener may have left.
    if (!attachment.isActive) return
    attachment.sessionSays({ status: 'attached', recovered: event.recovered })
    presence.own.channelAttached()
    log.askAgain()
  }

  const channel: ChannelCore = {
    client,
    name,
    slices,
    state: slices.view('state'),
    messages,
    signals,
    gaps,
    stopped,
    get attachment() {
      return attachment
    },
    get stream() {
      return stream
    },
    get log() {
      return log
    },
    get outbox() {
      return outbox
    },
    get presence() {
      return presence
    },
    get public() {
      return publicSide
    },
    get isUnwanted() {
      return !attachment.need.wanted && !attachment.isActive && outbox.isEmpty
    },
    get isIdle() {
      return channel.isUnwanted && listening === 0 && !outbox.hasFailed
    },
    listen(add) {
      const remove = add()
      listening += 1
      client.channels.hold(channel)
      let isListening = true
      return () => {
        if (!isListening) return
        isListening = false
        remove()
        listening -= 1
        client.channels.review(channel)
      }
    },
    propose(options) {
      checkChannelOptions(options)
      chosen ??= { ...options }
      if (hasWarned || sameJson(options, chosen)) return
      hasWarned = true
      client.log.warn(`Channel "${name}" is in use with other options; the first ones count.`)
    },
    need() {
      client.channels.hold(channel)
      client.need()
    },
    receive(event) {
      // Asked to detach, but the frame had more: it comes again with the next attach.
      if (!attachment.isActive) return
      switch (event.type) {
        case 'channel':
          return attachment.sessionSays(event.state)
        case 'attached':
          return attached(event)
        case 'message':
          return stream.message(event.message)
        case 'gap':
          return stream.gap(event.position)
        case 'presence':
          return presence.changed(event)
        case 'presence-interval':
          return presence.interval(event)
        case 'presence-snapshot':
          return presence.replaced(event)
        case 'presence-refused':
          return presence.own.refused(event.error)
        case 'signal':
          return signals.emit(event.signal)
        default:
          return assertNever(event)
      }
    },
    deliver(received) {
      const message = log.model.append(received)
      log.touch()
      messages.emit(message)
    },
    missing() {
      const gap = log.model.addGap()
      if (!gap) return
      log.touch()
      gaps.emit(gap)
    },
    sessionOpened() {
      presence.own.sessionOpened()
      attachment.sessionOpened()
    },
    connectionChanged(state) {
      if (state.status === 'connected') {
        outbox.pump()
        return channel.askAgain()
      }
      attachment.connectionChanged(state)
      if (state.status === 'failed') outbox.fail(state.reason)
      if (state.status === 'closed' && client.isShut) outbox.fail(connectionShut())
    },
    askAgain() {
      attachment.askAgain()
      presence.own.askAgain()
      log.askAgain()
    },
    attachOptions() {
      chosen ??= {}
      const { since, rewind = null, presence: followed = true } = chosen
      const from = since instanceof Date ? since.getTime() : (since ?? null)
      return { since: stream.position ?? from, rewind, presence: followed && client.capabilities.presence !== 'none' }
    },
    stop(cause) {
      stream.stop()
      stopped.emit()
      if (cause === 'asked') presence.own.channelDetached()
      if (cause === 'ended') presence.own.channelEnded()
      presence.clear()
    },
    forget() {
      stream.reset()
      log.reset()
    },
    end() {
      outbox.fail(clientClosed())
      attachment.end()
      presence.own.channelDetached()
      stopped.emit()
      messages.clear()
      signals.clear()
      gaps.clear()
    },
  }
  const attachment = createAttachment(channel)
  const stream = createMessageStream(channel)
  const log = createChannelLog(channel)
  const outbox = createOutbox(channel)
  const presence = createPresenceFacade(channel)
  const publicSide = createChannel(channel)
  return channel
}
