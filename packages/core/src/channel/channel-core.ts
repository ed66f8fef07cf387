import type { AdapterEvent, AdapterSession, AttachOptions, ReceivedMessage, Signal } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import { clientClosed } from '../client/problems.ts'
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
import type { Store } from '../store/store.ts'
import type { MessageStream } from '../stream/message-stream.ts'
import { createMessageStream } from '../stream/message-stream.ts'
import type { Attachment } from './attachment.ts'
import { createAttachment } from './attachment.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { ChannelState } from './channel-state.ts'
import type { MessageOf } from './channel-types.ts'
import type { Channel } from './channel.ts'
import { createChannel } from './create-channel.ts'

interface Slices {
  readonly state: ChannelState
  readonly log: MessageLog
  readonly members: Members
}

/** Puts a channel's parts together. They know each other through it; it says who is told about which event. */
export class ChannelCore {
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
  /** `null`: nobody has said, and the channel was never attached. */
  #options: ChannelOptions | null = null
  #hasWarned = false

  constructor(client: ClientCore, name: string) {
    this.client = client
    this.name = name
    const { report } = client
    this.slices = createSlicedStore<Slices>(
      { state: { status: 'initialized' }, log: emptyLog, members: noMembers },
      report,
    )
    this.state = this.slices.view('state')
    this.messages = createListeners(report)
    this.signals = createListeners(report)
    this.gaps = createListeners(report)
    this.stopped = createListeners(report)
    this.attachment = createAttachment(this)
    this.stream = createMessageStream(this)
    this.log = createChannelLog(this)
    this.outbox = createOutbox(this)
    this.presence = createPresenceFacade(this)
    this.public = createChannel(this)
  }

  /** Nothing is under way and nobody wants the channel: its log and position are only kept for a while. */
  get isIdle(): boolean {
    return this.attachment.need.idle && !this.attachment.isActive && this.outbox.isEmpty
  }

  /** The first options before the first attach count; others are worth one warning. */
  propose(options: ChannelOptions): void {
    this.#options ??= { ...options }
    if (this.#hasWarned || sameJson(options, this.#options)) return
    this.#hasWarned = true
    this.client.log.warn(`Channel "${this.name}" is already in use with other options; the first ones count.`)
  }

  /** The channel needs the connection, and its events. */
  need(): void {
    this.client.channels.hold(this)
    this.client.need()
  }

  receive(event: AdapterEvent): void {
    if (event.type === 'channel') return this.attachment.sessionSays(event.state)
    // Asked to detach, but the frame had more: it comes again with the next attach.
    if (!this.attachment.isActive) return
    if (event.type === 'attached') {
      this.stream.attached(event, this.#options?.since)
      this.attachment.sessionSays({ status: 'attached', recovered: event.recovered })
    } else if (event.type === 'message') this.stream.message(event.message)
    else if (event.type === 'gap') this.stream.gap(event.position)
    else if (event.type === 'presence') this.presence.changed(event)
    else if (event.type === 'presence-interval') this.presence.interval(event)
    else if (event.type === 'presence-snapshot') this.presence.replaced(event)
    else if (event.type === 'signal') this.signals.emit(event.signal)
  }

  /** A message, once and in order, live, replayed and healed alike. */
  deliver(received: ReceivedMessage): void {
    const message = this.log.model.append(received)
    this.log.touch()
    this.messages.emit(message)
  }

  /** Messages are missing here that can't be had. */
  missing(): void {
    const gap = this.log.model.addGap()
    if (!gap) return
    this.log.touch()
    this.gaps.emit(gap)
  }

  sessionOpened(session: AdapterSession): void {
    this.presence.own.sessionOpened(session)
    this.attachment.sessionOpened()
  }

  connectionChanged(state: ConnectionState): void {
    if (state.status === 'connected') return this.outbox.pump()
    this.attachment.connectionChanged(state)
    if (state.status === 'failed') this.outbox.fail(state.reason)
  }

  /** How to attach now: where to resume from, and what the first attach asks for. */
  attachOptions(): AttachOptions {
    this.#options ??= {}
    const { since, rewind = null, presence = true } = this.#options
    const from = since instanceof Date ? since.getTime() : (since ?? null)
    return { since: this.stream.position ?? from, rewind, presence }
  }

  /** Nothing is delivered from here on: because somebody asked for it, or because the connection was closed. */
  stop(cause: 'asked' | 'connection'): void {
    this.stream.stop()
    this.stopped.emit()
    if (cause === 'asked') this.presence.own.channelDetached()
    this.presence.clear()
  }

  /** Forgets log and position: they have been kept long enough. */
  forget(): void {
    this.stream.reset()
    this.log.reset()
  }

  /** The client was closed: lets go of everything. */
  end(): void {
    this.outbox.fail(clientClosed())
    this.presence.own.channelDetached()
    this.stopped.emit()
    for (const listeners of [this.messages, this.signals, this.gaps]) listeners.clear()
  }
}
