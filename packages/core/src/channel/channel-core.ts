import type {
  AdapterEvent,
  AdapterSession,
  AttachedEvent,
  AttachOptions,
  RealtimeError,
  ReceivedMessage,
  Signal,
} from '@herenow/adapter'
import type { Gap, MessageLog } from '../log/message-log.ts'
import { ChannelLog, emptyLog } from '../log/channel-log.ts'
import { Publisher } from '../outbox/publisher.ts'
import { isPresence, noMembers, PresenceFacade } from '../presence/presence-facade.ts'
import type { Members } from '../presence/channel-presence.ts'
import { Listeners } from '../store/listeners.ts'
import { SlicedStore } from '../store/sliced-store.ts'
import { MessageStream } from '../stream/message-stream.ts'
import type { TypingMember } from '../typing/typing.ts'
import { nobodyTyping, TypingSignals } from '../typing/typing-signals.ts'
import { Attachment } from './attachment.ts'
import type { ChannelContext } from './channel-context.ts'
import type { ChannelOptions } from './channel-options.ts'
import type { ChannelState } from './channel-state.ts'
import type { MessageOf } from './channel-types.ts'

interface Slices {
  readonly state: ChannelState
  readonly log: MessageLog
  readonly members: Members
  readonly typing: readonly TypingMember[]
}

/** Puts a channel's parts together: who is told about which event, and what each notification shows. */
export class ChannelCore {
  readonly context: ChannelContext
  readonly slices: SlicedStore<Slices>
  readonly attachment: Attachment
  readonly stream: MessageStream
  readonly log: ChannelLog
  readonly publisher: Publisher
  readonly presence: PresenceFacade
  readonly typing: TypingSignals
  readonly messages: Listeners<[MessageOf]>
  readonly signals: Listeners<[Signal]>
  readonly gaps: Listeners<[Gap]>
  readonly #options: ChannelOptions
  readonly #publishStores: () => void

  constructor(context: ChannelContext, options: ChannelOptions) {
    this.context = context
    this.#options = options
    const { report, pacer } = context
    this.messages = new Listeners<[MessageOf]>(report)
    this.signals = new Listeners<[Signal]>(report)
    this.gaps = new Listeners<[Gap]>(report)
    const initial: Slices = {
      state: { status: 'initialized' },
      log: emptyLog,
      members: noMembers,
      typing: nobodyTyping,
    }
    this.slices = new SlicedStore<Slices>(initial, report)
    this.#publishStores = () => this.#commit()
    const onChange = (): void => pacer.mark(this.#publishStores)
    const whenAttached = (): Promise<void> => this.attachment.whenAttached()
    this.stream = new MessageStream({
      context,
      onMessage: (message) => this.#message(message),
      onGap: () => this.#gap(),
    })
    this.log = new ChannelLog({
      context,
      whenAttached,
      attachPosition: () => this.stream.attachPosition,
      onCovered: (position) => this.stream.covered(position),
      onChange,
    })
    this.attachment = this.#createAttachment()
    this.publisher = new Publisher({
      context,
      log: this.log,
      isAttached: () => this.slices.get('state').status === 'attached',
    })
    this.presence = new PresenceFacade({
      context,
      members: this.slices.view('members'),
      leaseChannel: () => this.attachment.leaseWithoutLinger(),
      onChange,
    })
    this.typing = new TypingSignals({ context, store: this.slices.view('typing'), onChange })
  }

  /** Nothing is under way and nobody wants the channel: its log and position are only kept for a while. */
  get isIdle(): boolean {
    return this.attachment.isIdle && !this.attachment.isActive && !this.publisher.isBusy
  }

  receive(event: AdapterEvent): void {
    if (event.type === 'channel') return this.attachment.sessionSays(event.state)
    // Asked to detach, but the frame had more: it comes again with the next attach.
    if (!this.attachment.isActive) return
    if (event.type === 'attached') this.#attached(event)
    else if (event.type === 'message') this.stream.message(event.message)
    else if (event.type === 'gap') this.stream.gap(event.position)
    else if (isPresence(event)) this.presence.receive(event)
    else if (event.type === 'signal' && !this.typing.receive(event.signal)) this.signals.emit(event.signal)
  }

  sessionOpened(session: AdapterSession): void {
    this.presence.own.sessionOpened(session)
    this.attachment.sessionOpened()
  }

  /** The connection is there. */
  connected(): void {
    this.publisher.pump()
  }

  connectionLost(reason: RealtimeError): void {
    this.attachment.apply({ type: 'connection-lost', reason })
  }

  connectionClosed(): void {
    this.attachment.apply({ type: 'connection-closed' })
  }

  connectionFailed(reason: RealtimeError): void {
    this.attachment.apply({ type: 'connection-failed', reason })
    this.publisher.fail(reason)
  }

  /** Forgets log and position: they have been kept long enough. */
  forget(): void {
    this.stream.reset()
    this.log.reset()
  }

  /** The client was closed: lets go of everything. */
  end(): void {
    this.publisher.end()
    this.presence.own.channelDetached()
    this.typing.clear()
    this.messages.clear()
    this.signals.clear()
    this.gaps.clear()
  }

  #createAttachment(): Attachment {
    return new Attachment({
      context: this.context,
      getState: () => this.slices.get('state'),
      setState: (state) => this.#setState(state),
      onAttach: () => this.context.onAttach(),
      attachOptions: () => this.#attachOptions(),
      onDetach: (cause) => {
        this.stream.stop()
        this.log.model.settleConfirmed()
        this.log.touch()
        this.typing.clear()
        if (cause === 'asked') this.presence.own.channelDetached()
        this.presence.clear()
      },
    })
  }

  #setState(state: ChannelState): void {
    if (state.status === 'failed') this.presence.setError(state.reason)
    this.slices.commit({ state })
    if (state.status === 'detached') this.context.onDetached()
  }

  #attachOptions(): AttachOptions {
    const { since, rewind, presence = true } = this.#options
    const from = since instanceof Date ? since.getTime() : (since ?? null)
    return { since: this.stream.position ?? from, rewind: rewind ?? null, presence }
  }

  #attached(event: AttachedEvent): void {
    this.stream.attached(event, this.#options.since !== undefined)
    this.attachment.attached(event.recovered)
  }

  #message(message: ReceivedMessage): void {
    this.log.model.append(message)
    this.log.touch()
    this.typing.stopped(message.clientId)
    this.messages.emit({ ...message, status: 'sent' })
  }

  #gap(): void {
    const gap = this.log.model.addGap()
    if (gap === null) return
    this.log.touch()
    this.gaps.emit(gap)
  }

  #commit(): void {
    const log = this.log.snapshot()
    const members = this.presence.snapshot()
    const typing = this.typing.snapshot()
    this.slices.commit({ log, members, typing })
  }
}
