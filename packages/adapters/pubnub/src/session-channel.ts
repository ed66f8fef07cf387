import { adapterError } from '@herenow/adapter'
import type {
  AttachOptions,
  Capabilities,
  EventBatch,
  RealtimeError,
  SessionChannelState,
  Waiter,
} from '@herenow/adapter'
import type { Beginning } from './beginning.ts'
import type { DeliveryNeeds } from './delivery.ts'
import { createDelivery } from './delivery.ts'
import type { NativePosition } from './native-position.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { requestError } from './service-error.ts'
import type { Entry } from './subscription.ts'

export interface SessionChannelNeeds extends Omit<DeliveryNeeds, 'onPresence'> {
  /** What the first attach asks for. */
  readonly options: AttachOptions
  readonly events: EventBatch
  readonly feed: PresenceFeed
  /** Reads where an attach begins. `joined`: from where on PubNub delivers. Never rejects. */
  readonly begin: (joined: NativePosition) => Promise<Beginning>
  /** What the keyset doesn't have. */
  readonly lacking: () => Partial<Capabilities>
  readonly onAttached: () => void
}

/** One channel that is to be attached. */
export interface SessionChannel {
  readonly isAttached: boolean
  /** PubNub has taken it, on the present connection. */
  readonly isJoined: boolean
  /** Presence is wanted, and may be seen. */
  readonly isWatched: boolean
  /** Somebody wants it. */
  want(presence: boolean, waiter: Waiter): void
  readonly attaching: () => void
  /** PubNub delivers what comes after `joined`, as far as it remembers. `now`: the present moment there. */
  joined(joined: NativePosition, now: NativePosition): void
  receive(entry: Entry): void
  /** Between the two, something may have been lost. */
  missing(from: NativePosition, to: NativePosition): void
  hidePresence(reason: RealtimeError): void
  /** It may be seen again. Returns whether that is wanted, and was not so. */
  showPresence(): boolean
  /** The connection is gone. */
  readonly down: () => void
  /** It won't come to that. `isTold`: as that of the channel, and not of the connection. */
  fail(reason: RealtimeError, isTold: boolean): void
  /** Nobody wants it any more. */
  end(): void
}

export function createSessionChannel(needs: SessionChannelNeeds): SessionChannel {
  const { channel, options, events, feed, begin, lacking, onAttached } = needs
  const delivery = createDelivery({ ...needs, onPresence: feed.heard })
  let { presence } = options
  let isHidden = false
  let waiters: Waiter[] = []
  let isJoined = false
  /** Answers for an earlier connection are nobody's business any more. */
  let round = 0

  function isAttached(): boolean {
    return isJoined && delivery.position() !== null
  }

  function tell(state: SessionChannelState): void {
    events.add({ type: 'channel', channel, state })
  }

  function settle(error?: Error): void {
    const settled = waiters
    waiters = []
    for (const waiter of settled) waiter(error)
  }

  function follow(): void {
    if (presence && !isHidden && lacking().presence !== 'none') feed.follow()
    else feed.stop()
  }

  function tellAttached(recovered: boolean): void {
    const position = delivery.position()
    events.add({ type: 'attached', channel, position, recovered, capabilities: lacking() })
    settle()
    follow()
    onAttached()
  }

  function stop(): void {
    round += 1
    isJoined = false
    delivery.interrupt()
    feed.stop()
  }

  return {
    get isAttached() {
      return isAttached()
    },
    get isJoined() {
      return isJoined
    },
    get isWatched() {
      return presence && !isHidden
    },
    want(wanted, waiter) {
      const isChanged = presence !== wanted
      presence = wanted
      if (isChanged) isHidden = false
      if (!isAttached()) return void waiters.push(waiter)
      if (isChanged) follow()
      waiter()
    },
    attaching: () => tell({ status: 'attaching' }),
    joined(joined, now) {
      if (isJoined) return
      isJoined = true
      if (delivery.position()) {
        tellAttached(true)
        return delivery.resume(joined, now)
      }
      const own = (round += 1)
      delivery.hold()
      // Where the connection is lost meanwhile, the next one begins anew.
      begin(joined)
        .then((beginning) => {
          if (own !== round) return
          events.during(() => delivery.begin(beginning, () => tellAttached(beginning.recovered)))
        })
        .catch((thrown: unknown) => events.add({ type: 'error', error: requestError(thrown, channel) }))
    },
    receive(entry) {
      if (isJoined) delivery.receive(entry)
    },
    missing: (from, to) => delivery.missing(from, to),
    hidePresence(reason) {
      isHidden = true
      feed.hide(reason)
    },
    showPresence() {
      if (!isHidden) return false
      isHidden = false
      if (isAttached()) follow()
      return presence
    },
    down: stop,
    fail(reason, isTold) {
      stop()
      if (isTold) tell({ status: 'failed', reason })
      settle(reason)
    },
    end() {
      stop()
      tell({ status: 'detached', reason: null })
      settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
    },
  }
}
