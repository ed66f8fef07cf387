import type { AttachOptions, Env, RealtimeError, SessionChannelState } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { AttachResult, DetachedItem, MessageItem } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import { adapterError, serverError } from './adapter-error.ts'
import type { Attachment } from './attachment.ts'
import { attachRequest, waitFor } from './attachment.ts'
import { stableAfter } from './connection/machine.ts'
import { retryDelay } from './connection/retry-delay.ts'
import { after } from './deadline.ts'
import type { EventBatch } from './event-batch.ts'
import type { OwnEntries } from './own-entries.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { createPresenceFeed } from './presence-feed.ts'
import { receivedMessage, wirePosition } from './received.ts'
import type { Requests } from './requests.ts'

/** Milliseconds over which clients spread their requests for a snapshot. */
const longestSpread = 500

/** All channels that are to be attached: kept over drops, carried out on every new socket. */
export interface Attachments {
  has(channel: string): boolean
  attach(channel: string, options: AttachOptions): Promise<void>
  detach(channel: string): Promise<void>
  feed(channel: string): PresenceFeed | null
  onMessage(item: MessageItem): void
  onDetached(item: DetachedItem): void
  /** There is a socket: carries out every wish. */
  readonly onGreeted: () => void
  onDown(): void
  /** Tells those who wait that it won't come to that. */
  onFailed(reason: RealtimeError): void
}

/** `onLost`: the server ended an attachment for good. */
export function createAttachments(
  { clock, random }: Env,
  events: EventBatch,
  requests: Requests,
  ownEntries: OwnEntries,
  onLost: (channel: string) => void,
): Attachments {
  const attachments = new Map<string, Attachment>()
  let greeted = false

  function request(channel: string, it: Attachment): void {
    it.cancelRetry()
    // A change of options leaves the messages flowing.
    if (it.status !== 'attached') {
      it.status = 'attaching'
      tell(channel, { status: 'attaching' })
    }
    if (!it.presence) it.feed = null
    else it.feed ??= createPresenceFeed(channel, events, ownEntries, () => syncSoon(channel, it))
    requests.send(attachRequest(channel, it), decodeResult.attach, ({ error, value }) => {
      // Answers to a wish that was given up meanwhile.
      if (attachments.get(channel) !== it) return
      if (error === undefined) attached(channel, it, value)
      else if (it.status === 'attached') settle(it, error)
      else if (it.status === 'attaching') refused(channel, it, error)
    })
  }

  function tell(channel: string, state: SessionChannelState): void {
    events.add({ type: 'channel', channel, state })
  }

  function attached(channel: string, it: Attachment, { epoch, offset, recovered }: AttachResult): void {
    it.cancelRetry()
    it.status = 'attached'
    it.attachedAt = clock.now()
    // A replay may start behind what came meanwhile. An answer that didn't recover counts even if it is lower.
    if (!recovered || it.position?.epoch !== epoch || it.position.offset < offset) it.position = { epoch, offset }
    events.add({ type: 'attached', channel, position: it.position, recovered })
    settle(it)
  }

  function refused(channel: string, it: Attachment, reason: RealtimeError): void {
    if (reason.retryable) return suspend(channel, it, reason)
    attachments.delete(channel)
    tell(channel, { status: 'failed', reason })
    settle(it, reason)
  }

  function suspend(channel: string, it: Attachment, reason: RealtimeError): void {
    const delay = retryDelay(it.retries, random, { retryAfter: reason.retryAfter })
    it.retries += 1
    it.status = 'wished'
    it.cancelRetry = after(clock, delay, () => request(channel, it))
    tell(channel, { status: 'suspended', reason, retryAt: clock.date() + delay })
  }

  /** Everybody may have missed the same. An attached channel has no retry whose place this could take. */
  function syncSoon(channel: string, it: Attachment): void {
    it.cancelRetry()
    it.cancelRetry = after(clock, random.next() * longestSpread, () => sync(channel, it))
  }

  function sync(channel: string, it: Attachment): void {
    requests.send({ type: 'presence-sync', channel }, Boolean, ({ error }) => {
      if (error?.code === 'timeout' && attachments.get(channel) === it && it.status === 'attached') sync(channel, it)
    })
  }

  /** Repeated until it is answered: an attachment that only the server knows of must not stay. */
  function release(channel: string, done: () => void): void {
    requests.send({ type: 'detach', channel }, Boolean, ({ error }) => {
      done()
      if (error?.code === 'timeout' && greeted && !attachments.has(channel)) release(channel, done)
    })
  }

  return {
    has: (channel) => attachments.get(channel)?.status === 'attached',
    feed: (channel) => attachments.get(channel)?.feed ?? null,
    attach: (channel, options) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        const { presence } = options
        const it = attachments.get(channel) ?? wish(options)
        const changed = it.presence !== presence
        attachments.set(channel, it)
        it.presence = presence
        if (it.status === 'attached' && !changed) return waiter()
        it.waiters.push(waiter)
        if (greeted && (it.status === 'wished' || changed)) request(channel, it)
      }),
    detach: (channel) =>
      new Promise((resolve) => {
        const it = attachments.get(channel)
        if (it === undefined) return resolve()
        attachments.delete(channel)
        it.cancelRetry()
        tell(channel, { status: 'detached', reason: null })
        settle(it, adapterError('connection_closed', 'The channel was detached.', { channel }))
        if (greeted) release(channel, resolve)
        else resolve()
      }),
    onMessage({ channel, message }) {
      const it = attachments.get(channel)
      if (it?.status !== 'attached' || it.position === null) return
      const { epoch, offset } = it.position
      if (message.offset !== undefined) {
        if (message.offset <= offset) return
        it.position = { epoch, offset: message.offset }
      }
      events.add({ type: 'message', channel, message: receivedMessage(channel, epoch, message) })
    },
    onDetached({ channel, resumable, error }) {
      const it = attachments.get(channel)
      // While attaching it means the attachment before.
      if (it?.status !== 'attached') return
      const reason = serverError(error, channel)
      it.status = 'wished'
      it.feed = null
      it.cancelRetry()
      if (clock.now() - it.attachedAt >= stableAfter) it.retries = 0
      if (!resumable) {
        attachments.delete(channel)
        const status = reason.code === 'forbidden' ? 'failed' : 'detached'
        tell(channel, { status, reason })
        onLost(channel)
      } else if (it.retries > 0) {
        suspend(channel, it, reason)
      } else {
        it.retries = 1
        request(channel, it)
      }
    },
    onGreeted() {
      greeted = true
      for (const [channel, it] of attachments) {
        it.retries = 0
        request(channel, it)
      }
    },
    onDown() {
      greeted = false
      for (const it of attachments.values()) {
        it.cancelRetry()
        it.status = 'wished'
        it.feed = null
      }
    },
    onFailed(reason) {
      for (const it of attachments.values()) settle(it, reason)
    },
  }
}

function wish({ presence, since, rewind }: AttachOptions): Attachment {
  return {
    status: 'wished',
    presence,
    since: typeof since === 'object' && since !== null ? wirePosition(since) : since,
    rewind,
    position: null,
    retries: 0,
    attachedAt: 0,
    waiters: [],
    feed: null,
    cancelRetry() {},
  }
}

function settle(it: Attachment, error?: Error): void {
  const waiters = it.waiters
  it.waiters = []
  for (const waiter of waiters) waiter(error)
}
