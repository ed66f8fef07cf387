import type { Clock } from '@herenow/adapter'
import { after, deadline } from '@herenow/adapter'
import type { SdkClient, SdkListener, SdkMessage, SdkPresence, SdkStatus } from './sdk.ts'
import type { ServiceProblem } from './service-error.ts'
import { problemOf } from './service-error.ts'

/** What one answer of PubNub held. */
export type Entry =
  | { readonly kind: 'message' | 'signal'; readonly event: SdkMessage }
  | { readonly kind: 'presence'; readonly event: SdkPresence }

export interface SubscriptionListener {
  /** PubNub has taken all that is subscribed to. What comes after `timetoken` is delivered. */
  connected(timetoken: string | number): void
  /** It has not, or doesn't any more; the SDK has stopped. */
  refused(problem: ServiceProblem): void
  /** In the order of the answer. `isFull`: there may have been more, which is lost. */
  received(entries: readonly Entry[], isFull: boolean): void
  /** Channels, by their names at PubNub, are no longer subscribed to. */
  left(channels: readonly string[]): void
  /** The SDK could not read what PubNub answered, and has stopped. Some of it may have been told. */
  unreadable(cause: unknown): void
  /** A sign of life didn't arrive. */
  beatFailed(problem: ServiceProblem): void
}

export interface SubscriptionNeeds {
  readonly client: Pick<SdkClient, 'addListener' | 'removeListener' | 'subscribe' | 'unsubscribe' | 'disconnect'>
  readonly clock: Clock
  /** Tells what one event of the SDK causes at once. */
  readonly during: (work: () => void) => void
  readonly listener: SubscriptionListener
}

/** The SDK's one long poll for all channels. Names are those at PubNub. */
export interface Subscription {
  /** Has PubNub take these too. Without any, it looks at all anew. */
  subscribe(channels: readonly string[]): void
  /** Others see us leave these. What else is subscribed to goes on. */
  unsubscribe(channels: readonly string[]): void
  /** Has PubNub look at all anew, and deliver what comes after a moment. */
  readonly restart: (timetoken: string) => void
  /** Nothing is asked for until the next `subscribe`. */
  readonly pause: () => void
  /** Nothing more is told. */
  readonly ignore: () => void
}

/** Milliseconds in which PubNub answers a subscribe that begins anew. The SDK waits as long as for a message. */
const answerTime = 10_000

/** Milliseconds of silence after which PubNub is asked anew. The SDK's poll ends before; one that came to nothing doesn't tell. */
const longestSilence = 320_000

const noAnswer: ServiceProblem = {
  statusCode: undefined,
  text: 'nothing came of a subscribe; the subscribe key may be missing',
  channels: [],
  isTimeout: true,
  cause: undefined,
}

export function createSubscription({ client, clock, during, listener }: SubscriptionNeeds): Subscription {
  let stopWaiting = (): void => {}
  let stopListening = (): void => {}
  let entries: Entry[] = []
  let isFull = false
  let isFlushing = false

  function listen(): void {
    stopListening()
    stopListening = after(clock, longestSilence, () => {
      expectAnswer()
      client.subscribe({ channels: [] })
    })
  }

  /** The SDK tells what one answer holds piece by piece, without an end. */
  function gather(entry: Entry | null): void {
    if (entry) entries.push(entry)
    else isFull = true
    listen()
    if (isFlushing) return
    isFlushing = true
    Promise.resolve()
      .then(flush)
      .catch((thrown: unknown) => during(() => listener.unreadable(thrown)))
  }

  function flush(): void {
    const [all, wasFull] = [entries, isFull]
    entries = []
    isFull = isFlushing = false
    during(() => listener.received(all, wasFull))
  }

  function expectAnswer(): void {
    stopWaiting()
    stopWaiting = deadline(clock, answerTime, () => during(() => listener.refused(noAnswer)))
  }

  function status(it: SdkStatus): void {
    const { operation, category, error, affectedChannels = [], currentTimetoken = '0' } = it
    if (category === 'PNRequestMessageCountExceededCategory') return gather(null)
    if (operation === 'PNUnsubscribeOperation') return during(() => listener.left(affectedChannels))
    if (operation === 'PNHeartbeatOperation') {
      if (error) during(() => listener.beatFailed(problemOf(it)))
      return
    }
    if (operation !== 'PNSubscribeOperation') return
    stopWaiting()
    stopListening()
    if (category === 'PNConnectedCategory') {
      listen()
      during(() => listener.connected(currentTimetoken))
    } else if (isUnreadable(it)) during(() => listener.unreadable(it.errorData))
    else if (error) during(() => listener.refused(problemOf(it)))
  }

  const heard: SdkListener = {
    status,
    message: (event) => gather({ kind: 'message', event }),
    signal: (event) => gather({ kind: 'signal', event }),
    presence: (event) => gather({ kind: 'presence', event }),
  }
  client.addListener(heard)

  return {
    subscribe(channels) {
      expectAnswer()
      client.subscribe({ channels: [...channels] })
    },
    unsubscribe: (channels) => client.unsubscribe({ channels: [...channels] }),
    restart(timetoken) {
      expectAnswer()
      client.subscribe({ channels: [], timetoken })
    },
    pause() {
      stopWaiting()
      stopListening()
      client.disconnect()
    },
    ignore() {
      stopWaiting()
      stopListening()
      client.removeListener(heard)
    },
  }
}

/** The SDK gives out what goes wrong while it reads an answer as a refusal of PubNub: its status, but an error of JavaScript. */
function isUnreadable({ statusCode, category, errorData }: SdkStatus): boolean {
  return statusCode === 400 && category === 'PNUnknownCategory' && errorData instanceof Error
}
