import type { ErrorBody } from '@herenow/protocol'
import { encodeMessageItem, limits } from '@herenow/protocol'
import type { Engine } from '../engine/engine.ts'
import { errorBody, refusal } from '../refusal.ts'
import { boundedPage } from './bounded-page.ts'
import type { LocalChannel } from './local-channel.ts'
import type { Subscription } from './subscription.ts'

/** Ends a subscription whose replay can't go on: its messages are gone, or the engine failed with `error`. */
export type LoseTrack = (subscription: Subscription, error: ErrorBody) => void

/** History that stopped being continuous while somebody was attached. */
export const discontinuity: ErrorBody = errorBody(
  refusal('server_error', 'The history of this channel did not stay continuous.', { retryable: true }),
)

/**
 * Sends a subscription one page of stored messages after the other, each when the socket has taken the one before,
 * until it has reached the fan-out and joins it. Nothing is buffered meanwhile: live messages are read again.
 */
export function catchUp(
  engine: Engine,
  channel: LocalChannel,
  subscription: Subscription,
  epoch: string,
  loseTrack: LoseTrack,
): void {
  const { attempt } = subscription
  subscription.state = 'catching-up'
  const nextPage = async (): Promise<boolean> => {
    if (isOver(subscription, attempt)) return false
    const after = { epoch, offset: subscription.position }
    const query = { limit: limits.messagesPerPage, direction: 'forwards', after } as const
    const page = await engine.history(subscription.channel, query)
    if (isOver(subscription, attempt)) return false
    if (!page.complete) {
      loseTrack(subscription, discontinuity)
      return false
    }
    const { messages, more } = boundedPage(page)
    for (const message of messages) {
      subscription.outgoing.send(encodeMessageItem(subscription.channel, message.text))
    }
    subscription.position = more ? (messages.at(-1)?.offset ?? page.top) : page.top
    return more || !channel.join(subscription, page.top)
  }
  subscription.pagedOutput.add(async () => {
    try {
      return await nextPage()
    } catch (error) {
      if (!isOver(subscription, attempt)) loseTrack(subscription, errorBody(error))
      return false
    }
  })
}

function isOver(subscription: Subscription, attempt: number): boolean {
  return subscription.state !== 'catching-up' || subscription.attempt !== attempt
}
