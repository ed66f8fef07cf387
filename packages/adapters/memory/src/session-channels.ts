import type {
  AdapterEvent,
  AttachOptions,
  ChannelEvent,
  DesiredAttachment,
  MessageEvent,
  Position,
  RealtimeError,
} from '@herenow/adapter'
import { assertChannelName, createDesiredAttachment, waitFor } from '@herenow/adapter'
import type { ClientConnection } from './client-connection.ts'
import { connectionError } from './memory-error.ts'
import type { AttachAnswer } from './service-channel.ts'
import type { Service } from './service.ts'

/** What is wanted of one channel, its position, and who waits for it. */
type SessionChannel = DesiredAttachment<Position>

export interface SessionChannelsNeeds {
  readonly service: Service
  readonly connection: Pick<ClientConnection, 'isConnected' | 'send'>
  readonly tell: (event: AdapterEvent) => void
}

/** All channels that are to be attached, kept over drops. Asks the hub for each of them. */
export interface SessionChannels {
  attach(channel: string, options: AttachOptions): Promise<void>
  detach(channel: string): Promise<void>
  isAttached(channel: string): boolean
  /** Whether a message is new here; moves the position if it is. */
  takes(event: MessageEvent): boolean
  /** The service has ended it. Returns whether that is news: it may mean the attachment before. */
  end(event: ChannelEvent): boolean
  onConnected(): void
  onDown(): void
  onEnded(reason: RealtimeError): void
}

export function createSessionChannels({ service, connection, tell }: SessionChannelsNeeds): SessionChannels {
  const channels = new Map<string, SessionChannel>()

  function request(channel: string, it: SessionChannel): void {
    it.requested()
    if (it.status !== 'attached') tell({ type: 'channel', channel, state: { status: 'attaching' } })
    const { options } = it
    connection.send(
      (client, now) => service.attach(client, channel, options, now),
      (answer, events) => {
        // Given up meanwhile: nobody's answer.
        if (channels.get(channel) !== it) return
        if (answer.error === undefined) attached(channel, it, answer.value, events)
        // Otherwise lost with the connection: asked for again on the next.
        else if (answer.error.origin === 'server') refused(channel, it, answer.error, events)
      },
    )
  }

  function attached(channel: string, it: SessionChannel, answer: AttachAnswer, events: AdapterEvent[]): void {
    const { recovered, replay, connections, presenceHidden } = answer
    const position = it.attached(answer.position, recovered)
    events.push({ type: 'attached', channel, position, recovered })
    for (const message of replay) {
      const event: MessageEvent = { type: 'message', channel, message }
      if (takes(event)) events.push(event)
    }
    if (connections !== null) events.push({ type: 'presence-snapshot', channel, connections, settling: false })
    if (presenceHidden !== null) events.push({ type: 'presence-hidden', channel, error: presenceHidden })
    it.settle()
  }

  /** The promise is rejected behind the event: whoever is told first can rely on the state. */
  function refused(channel: string, it: SessionChannel, reason: RealtimeError, events: AdapterEvent[]): void {
    channels.delete(channel)
    events.push({ type: 'channel', channel, state: { status: 'failed', reason } })
    it.settle(reason)
  }

  function takes({ channel, message: { position } }: MessageEvent): boolean {
    return channels.get(channel)?.receive(position) === true
  }

  return {
    isAttached: (channel) => channels.get(channel)?.status === 'attached',
    takes,
    attach: (channel, options) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        const it = channels.get(channel) ?? createDesiredAttachment<Position>(options)
        channels.set(channel, it)
        if (it.want(options.presence, waiter) && connection.isConnected) request(channel, it)
      }),
    detach: (channel) =>
      new Promise((resolve) => {
        const it = channels.get(channel)
        if (it === undefined) return resolve()
        channels.delete(channel)
        tell({ type: 'channel', channel, state: { status: 'detached', reason: null } })
        it.settle(connectionError('connection_closed', 'The channel was detached.', { retryable: false, channel }))
        if (!connection.isConnected) return resolve()
        connection.send(
          (client) => service.detach(client, channel),
          () => resolve(),
        )
      }),
    end({ channel, state }) {
      const it = channels.get(channel)
      if (it?.status !== 'attached') return false
      channels.delete(channel)
      it.settle('reason' in state ? (state.reason ?? undefined) : undefined)
      return true
    },
    onConnected() {
      for (const [channel, it] of channels) request(channel, it)
    },
    onDown() {
      for (const it of channels.values()) it.lost()
    },
    onEnded(reason) {
      for (const it of channels.values()) it.settle(reason)
    },
  }
}
