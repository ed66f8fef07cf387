import type {
  AttachOptions,
  Capabilities,
  Env,
  EventBatch,
  RealtimeError,
  SessionChannelState,
  Waiter,
} from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { InboundMessage, RealtimeChannel } from 'ably'
import type { Beginning } from './beginning.ts'
import { createNativeAttachment } from './native-attachment.ts'
import type { NativePosition } from './native-position.ts'
import { positionOf } from './native-position.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { eventOf, isNew } from './received.ts'
import type { ServiceProblem } from './service-error.ts'
import { mayNotSubscribe, serviceError } from './service-error.ts'

export interface SessionChannelNeeds {
  readonly channel: string
  /** What the first attach asks for. */
  readonly options: AttachOptions
  readonly env: Pick<Env, 'clock' | 'random'>
  readonly events: EventBatch
  readonly native: RealtimeChannel
  readonly feed: PresenceFeed
  readonly isConnected: () => boolean
  /** Never rejects. */
  readonly beginning: (rewind: AttachOptions['rewind']) => Promise<Beginning>
  readonly onAttached: () => void
  /** The service refused the channel, or ended it for good. */
  readonly onOver: (reason: RealtimeError) => void
}

/** One channel that is to be attached: the SDK's, and how far what it told has been handed on. */
export interface SessionChannel {
  readonly isAttached: boolean
  /** Attaches, or changes whether presence is followed. */
  want(presence: boolean, waiter: Waiter): void
  /** There is a connection again. */
  readonly connected: () => void
  /** The connection is gone. */
  readonly down: () => void
  /** Tells those who wait that it won't come to that. */
  fail(reason: RealtimeError): void
  /** Nobody wants it any more. Resolves when Ably has let it go. */
  end(): Promise<void>
}

export function createSessionChannel(needs: SessionChannelNeeds): SessionChannel {
  const { channel, options, env, events, native, feed, isConnected, beginning, onAttached, onOver } = needs
  let { presence } = options
  let waiters: Waiter[] = []
  let isAttached = false
  let position: NativePosition | null = null
  /** Everybody has been told where it began, and nothing is missing since. */
  let isTold = false
  let wasToldOnce = false
  /** Of this channel, as the last reading of its beginning has shown. */
  let lacking: Partial<Capabilities> = {}
  /** What came before that could be told; `null`: nothing is held back. */
  let held: InboundMessage[] | null = null
  /** Answers for an earlier attach are nobody's business any more. */
  let round = 0

  function tell(state: SessionChannelState): void {
    events.add({ type: 'channel', channel, state })
  }

  function settle(error?: Error): void {
    const settled = waiters
    waiters = []
    for (const waiter of settled) waiter(error)
  }

  function follow(): void {
    if (presence) feed.follow()
    else feed.stop()
  }

  function hand(message: InboundMessage): void {
    const event = eventOf(channel, message)
    if (event.type === 'message') position = positionOf(message.serial) ?? position
    events.add(event)
  }

  function interrupted(): void {
    round += 1
    isAttached = false
    feed.stop()
  }

  function attaching(): void {
    interrupted()
    if (isConnected()) tell({ status: 'attaching' })
  }

  function suspended(problem: ServiceProblem): void {
    interrupted()
    if (isConnected()) tell({ status: 'suspended', reason: serviceError(problem, channel), retryAt: null })
  }

  function attached(resumed: boolean): void {
    if (native.modes?.includes('subscribe') === false) return over(mayNotSubscribe(channel))
    isAttached = true
    if (resumed && isTold) return tellAttached(true, [])
    const own = (round += 1)
    if (!resumed) held = []
    held ??= []
    isTold = false
    const rewind = wasToldOnce || options.since !== null ? null : options.rewind
    // Where the connection is lost meanwhile, the next attach begins anew.
    void beginning(rewind).then((start) => {
      if (own === round) events.during(() => begin(start))
    })
  }

  function begin(start: Beginning): void {
    const { error, replay } = start
    const waiting = held ?? []
    const mayRead = error?.code !== 'forbidden'
    position = start.position
    lacking = mayRead ? {} : { history: 'none' }
    held = null
    isTold = true
    wasToldOnce = true
    if (error && mayRead) events.add({ type: 'error', error })
    tellAttached(false, [...replay, ...waiting])
  }

  function tellAttached(recovered: boolean, then: readonly InboundMessage[]): void {
    events.during(() => {
      events.add({ type: 'attached', channel, position, recovered, capabilities: lacking })
      then.forEach(hand)
      follow()
      settle()
      onAttached()
    })
  }

  function over(reason: RealtimeError): void {
    // With the connection: that is told of the connection.
    if (!isConnected()) return
    stop()
    onOver(reason)
    tell({ status: 'failed', reason })
    settle(reason)
  }

  function stop(): void {
    interrupted()
    held = null
    attachment.ignore()
  }

  const attachment = createNativeAttachment({
    native,
    env,
    during: (work) => events.during(work),
    listener: {
      attached,
      attaching,
      suspended,
      failed: (problem) => over(serviceError(problem, channel)),
      reentryFailed: (problem) =>
        events.add({ type: 'presence-refused', channel, error: serviceError(problem, channel) }),
      message: (message) => isNew(message) && (held ? held.push(message) : hand(message)),
    },
  })
  attachment.attach()

  return {
    get isAttached() {
      return isAttached && isTold
    },
    want(wanted, waiter) {
      const isChanged = presence !== wanted
      presence = wanted
      if (!isAttached || !isTold) return void waiters.push(waiter)
      if (isChanged) follow()
      waiter()
    },
    connected: attachment.attach,
    down: interrupted,
    fail(reason) {
      stop()
      settle(reason)
    },
    end() {
      stop()
      tell({ status: 'detached', reason: null })
      settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
      return attachment.detach()
    },
  }
}
