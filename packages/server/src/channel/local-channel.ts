import type { Urgency } from '../socket/flusher.ts'
import { urgency } from '../socket/flusher.ts'
import { SharedItem } from '../socket/pending-set.ts'
import { isMuch } from './delivered-bytes.ts'
import type { Subscription } from './subscription.ts'

/** A channel with no message for so many milliseconds is quiet: its next message leaves at once. */
const quietAfter = 5

/** The subscribers of a channel on this server, and how far the channel has been told to them. */
export class LocalChannel {
  /** The epoch that subscribers were told; `null` until the first was. */
  epoch: string | null = null
  /** Offset of the newest message that went through the fan-out here; 0 when none did yet. */
  fannedOut = 0
  #lastAt = -Infinity
  readonly #live: Subscription[] = []
  /** Everybody else: attaching, catching up or joining. */
  readonly #others = new Set<Subscription>()

  get size(): number {
    return this.#live.length + this.#others.size
  }

  /** Takes a subscription in, outside the fan-out. */
  add(subscription: Subscription): void {
    this.#removeLive(subscription)
    this.#others.add(subscription)
  }

  remove(subscription: Subscription): void {
    this.#removeLive(subscription)
    this.#others.delete(subscription)
  }

  /** Everybody. */
  subscriptions(): Subscription[] {
    return [...this.#live, ...this.#others]
  }

  /**
   * Lets a subscription follow live, from the first message after `position` on. `false`: later messages have gone
   * through the fan-out already, they must be read from the engine first.
   */
  join(subscription: Subscription, position: number): boolean {
    if (this.fannedOut > position) return false
    subscription.position = position
    if (this.fannedOut === position) this.#goLive(subscription)
    else subscription.state = 'joining'
    return true
  }

  /** Sends a stored message to everybody who has got that far. */
  fanOut(text: string, offset: number, now: number): void {
    const item = new SharedItem(text)
    const when = this.#pace(now, item)
    if (offset > this.fannedOut) this.fannedOut = offset
    for (const subscription of this.#live) subscription.outgoing.share(item, when)
    if (this.#others.size === 0) return
    for (const subscription of this.#others) {
      if (subscription.state !== 'joining' || subscription.position >= offset) continue
      this.#goLive(subscription)
      subscription.outgoing.share(item, when)
    }
  }

  /** Sends something that has no position to everybody whose attach has been answered. */
  fanOutUnstored(text: string, now: number, droppable: boolean): void {
    const item = new SharedItem(text)
    const when = this.#pace(now, item)
    for (const subscription of this.#live) {
      if (!droppable || !subscription.outgoing.congested) subscription.outgoing.share(item, when)
    }
    for (const subscription of this.#others) {
      if (subscription.state === 'attaching' || (droppable && subscription.outgoing.congested)) continue
      subscription.outgoing.share(item, when)
    }
  }

  #pace(now: number, item: SharedItem): Urgency {
    const quiet = now - this.#lastAt >= quietAfter
    this.#lastAt = now
    // To share a write with others gains nothing where there is much to write.
    return quiet || isMuch(item.size * this.size) ? urgency.now : urgency.soon
  }

  #goLive(subscription: Subscription): void {
    this.#others.delete(subscription)
    subscription.state = 'live'
    subscription.index = this.#live.length
    this.#live.push(subscription)
  }

  /** Swap-remove: the last one takes the free place. */
  #removeLive(subscription: Subscription): void {
    const { index } = subscription
    if (index < 0) return
    subscription.index = -1
    const last = this.#live.pop()
    if (last === undefined || last === subscription) return
    this.#live[index] = last
    last.index = index
  }
}
