import type { ErrorBody } from '@herenow/protocol'
import type { Outgoing } from '../socket/outgoing.ts'
import type { PagedOutput } from '../socket/paged-output.ts'

/**
 * How a subscription follows its channel. `attaching`: its position isn't known yet. `catching-up`: it is sent stored
 * messages page by page. `joining`: it has all up to `position` and goes live with the first message after it. `live`:
 * it is in the fan-out. `ended`: nothing more is sent.
 */
export type SubscriptionState = 'attaching' | 'catching-up' | 'joining' | 'live' | 'ended'

/** One connection's attachment to one channel. */
export class Subscription {
  readonly channel: string
  readonly outgoing: Outgoing
  readonly pagedOutput: PagedOutput
  state: SubscriptionState = 'attaching'
  /** Offset up to which the subscriber has been served; not kept up while live. */
  position = 0
  /** Place in the channel's list of live subscriptions. */
  index = -1
  /** The client has been told that it is attached. */
  isGranted = false
  /** It asked who is present, whether or not it may know. */
  wantsPresence = false
  /** Why the server ended it for good: what an attach is answered that was on its way then. */
  refusedBy: ErrorBody | null = null
  /** Counts attaches, so that what an earlier one started knows that it is over. */
  attempt = 0
  /** Counts presence snapshots, so that the pages of an earlier one end where a newer one starts. */
  snapshots = 0
  /** Called when the server ends it. */
  readonly onRevoked: (subscription: Subscription) => void

  constructor(
    channel: string,
    outgoing: Outgoing,
    pagedOutput: PagedOutput,
    onRevoked: (subscription: Subscription) => void,
  ) {
    this.channel = channel
    this.outgoing = outgoing
    this.pagedOutput = pagedOutput
    this.onRevoked = onRevoked
  }
}
