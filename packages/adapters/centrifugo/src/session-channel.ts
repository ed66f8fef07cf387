import type { AttachOptions, EventBatch, RealtimeError, SessionChannelState, Waiter } from '@herenow/adapter'
import { adapterError, createDesiredAttachment } from '@herenow/adapter'
import type { PublicationContext, SubscribedContext } from 'centrifuge'
import type { Fault } from './connection/ending.ts'
import { lackingIn } from './channel-capabilities.ts'
import type { NativePosition } from './native-position.ts'
import { nativePosition } from './native-position.ts'
import type { PresenceAnswer, PresenceFeed } from './presence-feed.ts'
import type { Reading } from './received.ts'
import type { ServiceProblem } from './service-error.ts'
import { requestError, subscriptionEnd } from './service-error.ts'
import type { NativeSubscription, Subscribe } from './subscribe.ts'

export interface SessionChannelNeeds {
  readonly channel: string
  /** What the first attach asks for. */
  readonly options: AttachOptions
  readonly events: EventBatch
  readonly reading: Pick<Reading, 'message'>
  readonly feed: PresenceFeed
  readonly subscribe: Subscribe
  /** The last messages up to a position, oldest first. Never rejects: what can't be had is missing. */
  readonly last: (position: NativePosition, limit: number) => Promise<readonly PublicationContext[]>
  /** The service refused the channel, or ended it for good. */
  readonly onOver: () => void
}

/** One channel that is to be attached: a subscription of the SDK, and how far what it told has been handed on. */
export interface SessionChannel {
  /** Attaches, or changes whether presence is followed. */
  want(presence: boolean, waiter: Waiter): void
  /** There is a connection again. */
  connected(): void
  /** The connection is gone. */
  down(fault: Fault | null): void
  /** Tells those who wait that it won't come to that. */
  fail(reason: RealtimeError): void
  /** Nobody wants it any more. */
  end(): void
}

/** Where a channel without history stands, for those who reckon with positions. */
const nowhere: NativePosition = { epoch: '', offset: 0 }

export function createSessionChannel(needs: SessionChannelNeeds): SessionChannel {
  const { channel, options, events, reading, feed, subscribe, last, onOver } = needs
  const { since } = options
  const desired = createDesiredAttachment<NativePosition>({
    ...options,
    since: typeof since === 'object' && since !== null ? nativePosition(since) : null,
  })
  /** Why it can't be asked who is there, as the last answer said. */
  let presenceError: RealtimeError | null = null
  /** Something that is to be replayed, here or in another channel, ends the connection. It goes on without. */
  let isUnreadable = false
  /** Of the stream that publications are counted in; `null`: they aren't. */
  let epoch: string | null = null
  /** What came before the channel could be told attached; `null`: nothing is held back. */
  let held: PublicationContext[] | null = null
  /** Answers for an earlier subscription are nobody's business any more. */
  let round = 0
  /** One for each connection: what the SDK holds over a loss it sends in one frame, which may be more than the server takes. */
  let native: NativeSubscription | null = null

  function open(): NativeSubscription {
    return subscribe(channel, startingPoint(), {
      subscribed: (context) => (desired.position ? attached(context, [], null) : void firstAttach(context)),
      publication: (publication) => (held ? void held.push(publication) : hand(publication)),
      joined: feed.joined,
      left: feed.left,
      resubscribing() {
        round += 1
        held = null
        feed.stop()
        desired.lost()
        tell({ status: 'attaching' })
      },
      failing,
      over,
    })
  }

  function tell(state: SessionChannelState): void {
    events.add({ type: 'channel', channel, state })
  }

  /** The position that the service is asked to go on from. */
  function startingPoint(): NativePosition | null {
    const from = desired.options.since
    return !isUnreadable && typeof from === 'object' && from?.epoch ? from : null
  }

  function positionOf({ offset }: PublicationContext): NativePosition | null {
    return epoch === null || offset === undefined ? null : { epoch, offset }
  }

  function hand(publication: PublicationContext): void {
    const position = positionOf(publication)
    if (!desired.receive(position)) return
    events.add({ type: 'message', channel, message: reading.message(channel, publication, position) })
  }

  /** What the first attach brings has to be asked for: what is rewound, and who is present. */
  async function firstAttach(context: SubscribedContext): Promise<void> {
    const own = (round += 1)
    const { rewind, presence } = desired.options
    const { streamPosition } = context
    const hasReplay = !isUnreadable && typeof rewind === 'number' && streamPosition !== undefined
    if (!hasReplay && !presence) return attached(context, [], null)
    held = []
    const [replay, answer] = await Promise.all([
      hasReplay ? last(streamPosition, rewind) : [],
      presence ? feed.ask() : null,
    ])
    if (own === round) events.during(() => attached(context, replay, answer))
  }

  function attached(
    { streamPosition, recovered, recoverable }: SubscribedContext,
    replay: readonly PublicationContext[],
    answer: PresenceAnswer | null,
  ): void {
    epoch = streamPosition?.epoch ?? null
    const first = replay[0]?.offset
    const here = streamPosition && first !== undefined ? { ...streamPosition, offset: first - 1 } : streamPosition
    const position = desired.attached((recovered && startingPoint()) || here || nowhere, recovered)
    if (answer) presenceError = answer.error
    const capabilities = lackingIn(recoverable, presenceError)
    events.add({ type: 'attached', channel, position: here ? position : null, recovered, capabilities })
    const waiting = held ?? []
    held = null
    isUnreadable = false
    for (const publication of [...replay, ...waiting]) hand(publication)
    if (answer) answer.tell()
    else followPresence()
    desired.settle()
  }

  function followPresence(): void {
    if (desired.options.presence) void feed.ask().then((answer) => answer.tell())
    else feed.stop()
  }

  /** The SDK tries again by itself: to subscribe, or to replace the channel's token while it stays attached. */
  function failing(problem: ServiceProblem): void {
    const reason = requestError(problem, channel)
    if (desired.status === 'attached') events.add({ type: 'error', error: reason })
    else tell({ status: 'suspended', reason, retryAt: null })
  }

  function over(problem: ServiceProblem): void {
    const reason = subscriptionEnd(problem, channel)
    const wasAttached = desired.status === 'attached'
    stop()
    onOver()
    tell({ status: wasAttached && reason.code !== 'forbidden' ? 'detached' : 'failed', reason })
    desired.settle(reason)
  }

  function stop(): void {
    round += 1
    held = null
    feed.stop()
    desired.lost()
    native?.remove()
    native = null
  }

  return {
    want(presence, waiter) {
      const before = desired.options.presence
      desired.want(presence, waiter)
      if (desired.status !== 'attached' || before === presence) return
      followPresence()
      desired.settle()
    },
    connected() {
      native = open()
      desired.requested()
      tell({ status: 'attaching' })
    },
    down(fault) {
      isUnreadable ||= fault === 'reading'
      stop()
    },
    fail(reason) {
      stop()
      desired.settle(reason)
    },
    end() {
      stop()
      tell({ status: 'detached', reason: null })
      desired.settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
    },
  }
}
