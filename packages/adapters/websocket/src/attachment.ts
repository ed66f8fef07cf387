import type { AttachOptions, Env, RealtimeError, SessionChannelState } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { AttachResult, DetachedItem, WireMessage, WirePosition } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import { adapterError, serverError } from './adapter-error.ts'
import { stableAfter } from './connection/machine.ts'
import { retryDelay } from './connection/retry-delay.ts'
import type { AttachProofs } from './attach-proofs.ts'
import type { EventBatch } from './event-batch.ts'
import type { OwnPresence } from './own-presence.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { createPresenceFeed } from './presence-feed.ts'
import { receivedMessage, wirePosition } from './received.ts'
import type { Requests } from './requests.ts'
import type { Waiter } from './waiter.ts'

/** Milliseconds until a channel on whose attach two sockets ended is worth another try. */
const minute = 60_000

/** Milliseconds over which clients spread their requests for a snapshot. */
const longestSpread = 500

/** The wish to be attached to a channel, and how far it has come on the present socket. */
export interface Attachment {
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

/** `onOver`: the server won't have it, or ended it for good. */
export function createAttachment(
  channel: string,
  options: AttachOptions,
  { clock, random }: Env,
  events: EventBatch,
  requests: Requests,
  own: OwnPresence,
  proofs: AttachProofs,
  onOver: () => void,
): Attachment {
  const { rewind } = options
  /** Where to start, as long as there is no position. */
  const since =
    typeof options.since === 'object' && options.since !== null ? wirePosition(options.since) : options.since
  let { presence } = options
  /** `wished`: nothing is under way. `over`: the wish was given up. */
  let status: 'wished' | 'attaching' | 'attached' | 'over' = 'wished'
  /** Where we stand. */
  let position: WirePosition | null = null
  /** The server has granted it once: whatever ends sockets from now on, it isn't this request. */
  let isProven = false
  /** Attempts in a row that didn't hold. */
  let retries = 0
  let attachedAt = 0
  let waiters: Waiter[] = []
  let feed: PresenceFeed | null = null
  let cancelRetry = (): void => {}

  function request(): void {
    cancelRetry()
    // A change of options leaves the messages flowing.
    if (status !== 'attached') {
      status = 'attaching'
      tell({ status })
    }
    if (presence) feed ??= createPresenceFeed(channel, events, own, syncSoon)
    else feed = null
    const from = position ?? since
    requests.send(
      {
        type: 'attach',
        channel,
        presence: presence || undefined,
        since: from ?? undefined,
        rewind: from === null ? (rewind ?? undefined) : undefined,
        proof: typeof from === 'object' && from !== null ? proofs.get(channel) : undefined,
      },
      decodeResult.attach,
      ({ error, value }) => {
        if (status === 'over') return
        if (!error) attached(value, from)
        else if (status === 'attached') settle(error)
        // A refusal for good also counts when the socket is gone: the request made the server close it.
        else if (status === 'attaching' || !error.retryable) refused(error)
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
    isProven = true
    if (proof !== undefined) proofs.set(channel, proof)
    status = 'attached'
    attachedAt = clock.now()
    // A replay may start behind what came meanwhile. An answer that didn't recover counts even if it is lower.
    if (!recovered || position?.epoch !== epoch || position.offset < offset) position = { epoch, offset }
    const continues = continuation(result, from)
    // No position tells whether something was missed where nothing is kept.
    const told = unkept ? null : position
    events.add({ type: 'attached', channel, position: told, recovered, ...(continues && { continues }) })
    settle()
  }

  function refused(reason: RealtimeError): void {
    if (reason.retryable) return suspend(reason)
    status = 'over'
    onOver()
    tell({ status: 'failed', reason })
    settle(reason)
  }

  function suspend(reason: RealtimeError): void {
    const delay = retryDelay(retries, random, { retryAfter: reason.retryAfter })
    retries += 1
    status = 'wished'
    cancelRetry = after(clock, delay, request)
    tell({ status: 'suspended', reason, retryAt: clock.date() + delay })
  }

  /** Everybody may have missed the same. An attached channel has no retry whose place this could take. */
  function syncSoon(): void {
    cancelRetry()
    cancelRetry = after(clock, random.next() * longestSpread, sync)
  }

  function sync(): void {
    requests.send({ type: 'presence-sync', channel }, Boolean, ({ error }) => {
      if (error?.code === 'timeout' && status === 'attached') sync()
    })
  }

  function down(): void {
    cancelRetry()
    status = 'wished'
    feed = null
  }

  function settle(error?: Error): void {
    const settled = waiters
    waiters = []
    for (const waiter of settled) waiter(error)
  }

  return {
    get isAttached() {
      return status === 'attached'
    },
    get feed() {
      return feed
    },
    want(wanted, isGreeted, waiter) {
      const changed = presence !== wanted
      presence = wanted
      if (status === 'attached' && !changed) return waiter()
      waiters.push(waiter)
      if (isGreeted && (status === 'wished' || changed)) request()
    },
    greeted() {
      retries = 0
      request()
    },
    down,
    fail: settle,
    end() {
      cancelRetry()
      status = 'over'
      tell({ status: 'detached', reason: null })
      settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
    },
    message(message) {
      if (status !== 'attached' || !position) return
      const { epoch } = position
      const { offset } = message
      if (offset !== undefined) {
        if (offset <= position.offset) return
        position = { epoch, offset }
      }
      events.add({ type: 'message', channel, message: receivedMessage(channel, epoch, message) })
    },
    presenceDenied(error) {
      if (status !== 'attached' || !feed) return
      feed = createPresenceFeed(channel, events, own, syncSoon)
      events.add({ type: 'presence-hidden', channel, error })
    },
    detached({ resumable, error }) {
      // While attaching it means the attachment before.
      if (status !== 'attached') return
      const reason = serverError(error, channel)
      down()
      if (clock.now() - attachedAt >= stableAfter) retries = 0
      if (!resumable) {
        status = 'over'
        onOver()
        tell({ status: reason.code === 'forbidden' ? 'failed' : 'detached', reason })
        own.forget(channel)
      } else if (retries > 0) {
        suspend(reason)
      } else {
        retries = 1
        request()
      }
    },
  }
}

/** Where the epoch that we came from ends, as far as the server knows that the new one goes on from it. */
function continuation({ continues }: AttachResult, from: WirePosition | number | null): WirePosition | null {
  if (continues === undefined || typeof from !== 'object' || from === null) return null
  return { epoch: from.epoch, offset: continues }
}
