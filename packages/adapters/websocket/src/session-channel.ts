import type {
  AttachOptions,
  Clock,
  Env,
  EventBatch,
  RealtimeError,
  SessionChannelState,
  Waiter,
} from '@herenow/adapter'
import { adapterError, after, createDesiredAttachment } from '@herenow/adapter'
import type { AttachResult, DetachedItem, WireMessage, WirePosition } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import { serverError } from './server-error.ts'
import type { AttachProofs } from './attach-proofs.ts'
import { createAttachRetries } from './attach-retries.ts'
import { createFollowedPresence } from './followed-presence.ts'
import type { OwnEntries } from './own-entries.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { continuation, receivedMessage, wirePosition } from './received.ts'
import type { Requests } from './requests.ts'

/** Milliseconds until a channel on whose attach two sockets ended is worth another try. */
const minute = 60_000

/** One channel that is to be attached, and how far that has come on the present socket. */
export interface SessionChannel {
  readonly isAttached: boolean
  readonly feed: PresenceFeed | null
  /** Attaches, or changes whether presence is followed. `isGreeted`: there is a socket to ask on. */
  want(presence: boolean, isGreeted: boolean, waiter: Waiter): void
  /** There is a new socket. */
  greeted(): void
  /** The socket is gone. */
  down(): void
  /** Tells those who wait that it won't come to that. */
  fail(reason: RealtimeError): void
  /** Nobody wants it any more. */
  end(): void
  message(message: WireMessage): void
  /** The server doesn't let us see who is present. */
  presenceDenied(reason: RealtimeError): void
  /** The server ended it. */
  detached(item: DetachedItem): void
}

export interface SessionChannelNeeds {
  readonly channel: string
  /** What the first attach asks for. */
  readonly options: AttachOptions
  readonly clock: Clock
  readonly random: Env['random']
  readonly events: EventBatch
  readonly requests: Requests
  readonly own: Pick<OwnEntries, 'correct' | 'forget'>
  readonly proofs: AttachProofs
  /** The server refused the channel, or ended it for good. */
  readonly onOver: () => void
}

export function createSessionChannel(needs: SessionChannelNeeds): SessionChannel {
  const { channel, options, clock, random, events, requests, own, proofs, onOver } = needs
  const { since } = options
  const desired = createDesiredAttachment<WirePosition>({
    ...options,
    since: typeof since === 'object' && since !== null ? wirePosition(since) : since,
  })
  const presence = createFollowedPresence({ channel, clock, random, requests, isAttached, events, own })
  const retries = createAttachRetries(clock, random)
  /** The wish was given up: no answer counts any more. */
  let isOver = false
  /** The server has granted it once: whatever ends sockets from now on, it isn't this request. */
  let isProven = false
  let cancelRetry = (): void => {}

  function request(): void {
    cancelRetry()
    desired.requested()
    // A change of options leaves the messages flowing.
    if (!isAttached()) tell({ status: 'attaching' })
    const { since: from, rewind, presence: isPresenceWanted } = desired.options
    presence.follow(isPresenceWanted)
    requests.send(
      {
        type: 'attach',
        channel,
        presence: isPresenceWanted || undefined,
        since: from ?? undefined,
        rewind: rewind ?? undefined,
        proof: typeof from === 'object' && from !== null ? proofs.get(channel) : undefined,
      },
      decodeResult.attach,
      ({ error, value }) => {
        if (isOver) return
        if (!error) attached(value, from)
        else if (isAttached()) desired.settle(error)
        // A refusal for good also counts when the socket is gone: the request made the server close it.
        else if (desired.status === 'requested' || !error.retryable) refused(error)
      },
      { trace: isProven ? undefined : { key: `attach ${channel}`, lane: `attach ${channel}`, retryAfter: minute } },
    )
  }

  function tell(state: SessionChannelState): void {
    events.add({ type: 'channel', channel, state })
  }

  function attached(result: AttachResult, from: WirePosition | number | null): void {
    const { epoch, offset, recovered, proof, unkept } = result
    cancelRetry()
    presence.attached()
    retries.attached()
    isProven = true
    if (proof !== undefined) proofs.set(channel, proof)
    const position = desired.attached({ epoch, offset }, recovered)
    const continues = continuation(result, from)
    // No position tells whether something was missed where nothing is kept.
    const told = unkept ? null : position
    events.add({ type: 'attached', channel, position: told, recovered, ...(continues && { continues }) })
    desired.settle()
  }

  function refused(reason: RealtimeError): void {
    if (reason.retryable) return suspend(reason)
    isOver = true
    onOver()
    tell({ status: 'failed', reason })
    desired.settle(reason)
  }

  function suspend(reason: RealtimeError): void {
    const delay = retries.pause(reason.retryAfter)
    desired.lost()
    cancelRetry = after(clock, delay, request)
    tell({ status: 'suspended', reason, retryAt: clock.date() + delay })
  }

  function isAttached(): boolean {
    return desired.status === 'attached'
  }

  function down(): void {
    cancelRetry()
    presence.stop()
    desired.lost()
  }

  return {
    get isAttached() {
      return isAttached()
    },
    get feed() {
      return presence.feed
    },
    want(isPresenceWanted, isGreeted, waiter) {
      if (desired.want(isPresenceWanted, waiter) && isGreeted) request()
    },
    greeted() {
      retries.reset()
      request()
    },
    down,
    fail: (reason) => desired.settle(reason),
    end() {
      isOver = true
      down()
      tell({ status: 'detached', reason: null })
      desired.settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
    },
    message(message) {
      const { position } = desired
      if (!position) return
      const { epoch } = position
      const { offset } = message
      if (!desired.receive(offset === undefined ? null : { epoch, offset })) return
      events.add({ type: 'message', channel, message: receivedMessage(channel, epoch, message) })
    },
    presenceDenied(error) {
      if (isAttached()) presence.hidden(error)
    },
    detached({ resumable, error }) {
      // While attaching it means the attachment before.
      if (!isAttached()) return
      const reason = serverError(error, channel)
      down()
      if (!resumable) {
        isOver = true
        onOver()
        tell({ status: reason.code === 'forbidden' ? 'failed' : 'detached', reason })
        own.forget(channel, reason)
      } else if (retries.mayRetryAtOnce()) {
        request()
      } else {
        suspend(reason)
      }
    },
  }
}
