import type { AdapterEvent, AttachOptions, MessageEvent, Position, RealtimeError } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { ClientConnection } from './client-connection.ts'
import { connectionError } from './memory-error.ts'
import type { AttachAnswer, Service } from './service.ts'
import type { Waiter } from './waiter.ts'
import { settle } from './waiter.ts'

interface Attachment {
  options: AttachOptions
  position: Position | null
  attached: boolean
  waiters: readonly Waiter[]
}

export interface AttachmentsHost {
  readonly service: Service
  readonly connection: Pick<ClientConnection, 'isConnected' | 'send'>
  readonly tell: (event: AdapterEvent) => void
}

/** All channels that are to be attached, over drops. */
export interface Attachments {
  attach(channel: string, options: AttachOptions): Promise<void>
  detach(channel: string): Promise<void>
  isAttached(channel: string): boolean
  /** Whether a message is new here; moves the position if it is. */
  takes(event: MessageEvent): boolean
  /** The service has ended it. Returns whether it was wanted. */
  end(channel: string): boolean
  onConnected(): void
  onDown(): void
  onEnded(reason: RealtimeError): void
}

export function createAttachments({ service, connection, tell }: AttachmentsHost): Attachments {
  const attachments = new Map<string, Attachment>()

  function request(channel: string, it: Attachment): void {
    if (!it.attached) tell({ type: 'channel', channel, state: { status: 'attaching' } })
    const options = it.position === null ? it.options : { ...it.options, since: it.position, rewind: null }
    connection.send(
      (client, now) => service.attach(client, channel, options, now),
      (answer, events) => {
        // Given up meanwhile: nobody's answer.
        if (attachments.get(channel) !== it) return
        if (answer.error === undefined) attached(channel, it, answer.value, events)
        // Otherwise lost with the connection: asked for again on the next.
        else if (answer.error.origin === 'server') refused(channel, it, answer.error, events)
      },
    )
  }

  function attached(channel: string, it: Attachment, answer: AttachAnswer, events: AdapterEvent[]): void {
    const { position, recovered, replay, connections, presenceHidden } = answer
    if (!recovered || it.position === null || isAfter(position, it.position)) it.position = position
    it.attached = true
    events.push({ type: 'attached', channel, position: it.position, recovered })
    for (const message of replay) {
      const event: MessageEvent = { type: 'message', channel, message }
      if (takes(event)) events.push(event)
    }
    if (connections !== null) events.push({ type: 'presence-snapshot', channel, connections, settling: false })
    if (presenceHidden !== null) events.push({ type: 'presence-hidden', channel, error: presenceHidden })
    it.waiters = settle(it.waiters)
  }

  /** The promise is rejected behind the event: whoever is told first can rely on the state. */
  function refused(channel: string, it: Attachment, reason: RealtimeError, events: AdapterEvent[]): void {
    attachments.delete(channel)
    events.push({ type: 'channel', channel, state: { status: 'failed', reason } })
    it.waiters = settle(it.waiters, reason)
  }

  function takes({ channel, message: { position } }: MessageEvent): boolean {
    const it = attachments.get(channel)
    if (it === undefined || !it.attached) return false
    if (position === null) return true
    if (it.position !== null && !isAfter(position, it.position)) return false
    it.position = position
    return true
  }

  return {
    isAttached: (channel) => attachments.get(channel)?.attached === true,
    takes,
    attach: (channel, options) =>
      new Promise((resolve, reject) => {
        assertChannelName(channel)
        const it = attachments.get(channel) ?? { options, position: null, attached: false, waiters: [] }
        const isNew = !attachments.has(channel)
        const changed = it.options.presence !== options.presence
        attachments.set(channel, it)
        it.options = { ...it.options, presence: options.presence }
        if (it.attached && !changed) return resolve()
        it.waiters = [...it.waiters, { resolve, reject }]
        if (connection.isConnected && (isNew || changed)) request(channel, it)
      }),
    detach: (channel) =>
      new Promise((resolve) => {
        const it = attachments.get(channel)
        if (it === undefined) return resolve()
        attachments.delete(channel)
        tell({ type: 'channel', channel, state: { status: 'detached', reason: null } })
        settle(
          it.waiters,
          connectionError('connection_closed', 'The channel was detached.', { retryable: false, channel }),
        )
        if (!connection.isConnected) return resolve()
        connection.send(
          (client) => service.detach(client, channel),
          () => resolve(),
        )
      }),
    end: (channel) => attachments.delete(channel),
    onConnected() {
      for (const [channel, it] of attachments) request(channel, it)
    },
    onDown() {
      for (const it of attachments.values()) it.attached = false
    },
    onEnded(reason) {
      for (const it of attachments.values()) it.waiters = settle(it.waiters, reason)
    },
  }
}

/** Of two positions of the hub: a position of another epoch is after all of this one. */
function isAfter(position: Position, than: Position): boolean {
  return position.epoch !== than.epoch || position.offset > than.offset
}
