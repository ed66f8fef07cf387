import { adapterError } from '@herenow/adapter'
import type {
  Centrifuge,
  ClientInfo,
  PublicationContext,
  SubscribedContext,
  SubscribingContext,
  Subscription,
  UnsubscribedContext,
} from 'centrifuge'
import { nativeChannel } from './native-channel.ts'
import type { NativePosition } from './native-position.ts'
import type { ServiceProblem } from './service-error.ts'
import { hint } from './hints.ts'

interface SubscriptionListener {
  /** Publications that were missed follow in the same turn. */
  readonly subscribed: (context: SubscribedContext) => void
  readonly publication: (publication: PublicationContext) => void
  readonly joined: (info: ClientInfo) => void
  readonly left: (info: ClientInfo) => void
  /** The service has ended it for now, on a connection that lives; the SDK asks again by itself. */
  resubscribing(): void
  /** An attempt was refused, and the SDK makes another. */
  failing(problem: ServiceProblem): void
  /** Refused, or ended, for good. */
  over(problem: ServiceProblem): void
}

/** One subscription of the SDK on the present connection. It resubscribes by itself. */
export interface NativeSubscription {
  /** Ends it; nothing more is told. */
  remove(): void
}

/** `since`: after which position it starts. Throws `invalid_argument` where the app itself holds a subscription. */
export type Subscribe = (
  channel: string,
  since: NativePosition | null,
  listener: SubscriptionListener,
) => NativeSubscription

/** Reasons of the SDK why a subscription waits that are told already. */
const subscribeCalled = 0
const transportClosed = 1
/** What Centrifugo says of what its broker, or the namespace, doesn't have. */
const notAvailable = 108

export interface SubscribeNeeds {
  readonly client: Pick<Centrifuge, 'newSubscription' | 'removeSubscription' | 'getSubscription'>
  /** Tells what one event of the SDK causes at once. */
  readonly during: (work: () => void) => void
  /** The channel's own token, where it has one, and how to get the next. */
  readonly tokenOf: (channel: string) => { readonly token: string; readonly getToken: () => Promise<string> } | null
}

export function createSubscribe({ client, during, tokenOf }: SubscribeNeeds): Subscribe {
  return (channel, since, listener) => {
    const name = nativeChannel(channel)
    if (client.getSubscription(name)) {
      throw adapterError('invalid_argument', `The app itself has subscribed to "${channel}".`, { hint: hint('shared') })
    }
    let isRemoved = false
    let subscription = subscribe(true)

    function subscribe(isRecoverable: boolean): Subscription {
      const made = client.newSubscription(name, {
        // Asked for, and granted where the namespace has it.
        recoverable: isRecoverable,
        positioned: isRecoverable,
        joinLeave: true,
        ...(isRecoverable && since && { since }),
        ...tokenOf(channel),
      })
      const heard =
        <T>(hear: (context: T) => void) =>
        (context: T): void => {
          if (!isRemoved) during(() => hear(context))
        }
      const waits = ({ code }: SubscribingContext): void => {
        if (code !== subscribeCalled && code !== transportClosed) listener.resubscribing()
      }
      const ended = ({ code, reason }: UnsubscribedContext): void => {
        if (code === notAvailable && isRecoverable) subscribeAnew()
        else listener.over({ code, message: reason })
      }
      made.on('subscribed', heard(listener.subscribed))
      made.on('publication', heard(listener.publication))
      made.on(
        'join',
        heard(({ info }) => listener.joined(info)),
      )
      made.on(
        'leave',
        heard(({ info }) => listener.left(info)),
      )
      made.on('subscribing', heard(waits))
      made.on(
        'error',
        heard(({ error }) => listener.failing(error)),
      )
      made.on('unsubscribed', heard(ended))
      made.subscribe()
      return made
    }

    /** A broker that counts nothing, such as NATS, refuses whoever wants to recover. */
    function subscribeAnew(): void {
      client.removeSubscription(subscription)
      subscription = subscribe(false)
    }

    return {
      remove() {
        isRemoved = true
        client.removeSubscription(subscription)
      },
    }
  }
}
