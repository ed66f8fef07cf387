import type { Clock } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import { presenceName } from './channel-names.ts'
import type { Subscription } from './subscription.ts'

export interface SubscribedNamesNeeds {
  readonly clock: Clock
  readonly subscription: Pick<Subscription, 'subscribe' | 'unsubscribe' | 'pause'>
  readonly isConnected: () => boolean
  /** Nothing is subscribed to any more: no answer comes. */
  readonly onEmpty: () => void
}

/** Which channels the SDK is subscribed to, and is to be. Names are those at PubNub. */
export interface SubscribedNames {
  /** `isWatched`: with its presence events. Soon asked for, together with others. */
  want(native: string, isWatched: boolean): void
  readonly has: (native: string) => boolean
  readonly isEmpty: () => boolean
  /** With its presence events. Resolves when PubNub has been told, or can't be. */
  leave(native: string): Promise<void>
  /** PubNub has refused its presence events. */
  unwatch(native: string): void
  /** Has PubNub look at all of it anew. */
  readonly renew: () => void
  /** PubNub has been told that these were left. Returns those that nobody here has left. */
  readonly left: (natives: readonly string[]) => readonly string[]
  readonly onConnected: () => void
  readonly onDown: () => void
  /** Nothing is wanted any more, and the SDK has nothing. */
  readonly clear: () => void
}

/** Milliseconds after which a leave counts as told. The app may have set the SDK not to tell. */
const longestLeave = 12_000

export function createSubscribedNames(needs: SubscribedNamesNeeds): SubscribedNames {
  const { clock, subscription, isConnected, onEmpty } = needs
  // Presence channels stand among them, so that each can be left without the channel of which it tells.
  const wanted = new Set<string>()
  /** What the SDK has. */
  const held = new Set<string>()
  /** What is being left; what to call when PubNub has been told. */
  const leaving = new Map<string, (() => void)[]>()
  /** Leaves whose answer is outstanding, also of earlier connections. */
  const unanswered = new Map<string, number>()
  let isPlanned = false

  function plan(): void {
    if (isPlanned) return
    isPlanned = true
    void Promise.resolve().then(() => {
      isPlanned = false
      if (isConnected()) ask(false)
    })
  }

  /** `anew`: also where nothing is missing. */
  function ask(anew: boolean): void {
    const missing = [...wanted].filter((name) => !leaving.has(name) && !held.has(name))
    if (missing.length === 0 && !(anew && held.size > 0)) return
    for (const name of missing) held.add(name)
    subscription.subscribe(missing)
  }

  function count(native: string, change: 1 | -1): number {
    const known = unanswered.get(native) ?? 0
    const next = Math.max(0, known + change)
    if (next > 0) unanswered.set(native, next)
    else unanswered.delete(native)
    return known
  }

  function told(native: string): void {
    const waiters = leaving.get(native) ?? []
    leaving.delete(native)
    for (const call of waiters) call()
    plan()
  }

  /** Of some names, those that the SDK has. */
  async function unsubscribe(names: readonly string[]): Promise<void> {
    const left = names.filter((name) => held.delete(name))
    if (left.length === 0) return
    for (const name of left) count(name, 1)
    subscription.unsubscribe(left)
    // Nothing is left that could be answered; and without a connection the SDK would go on with what is left.
    if (held.size === 0 || !isConnected()) subscription.pause()
    if (held.size === 0) onEmpty()
    if (isConnected()) await Promise.all(left.map(untilTold))
  }

  function untilTold(name: string): Promise<void> {
    return new Promise((resolve) => {
      const cancel = after(clock, longestLeave, () => told(name))
      leaving.set(name, [...(leaving.get(name) ?? []), resolve, cancel])
    })
  }

  return {
    want(native, isWatched) {
      wanted.add(native)
      if (isWatched) wanted.add(presenceName(native))
      plan()
    },
    has: (native) => held.has(native),
    isEmpty: () => held.size === 0,
    leave(native) {
      const names = [native, presenceName(native)]
      for (const name of names) wanted.delete(name)
      return unsubscribe(names)
    },
    unwatch(native) {
      const name = presenceName(native)
      wanted.delete(name)
      void unsubscribe([name])
    },
    renew: () => ask(true),
    left(natives) {
      const names = [...new Set(natives)]
      const unexpected = names.filter((native) => count(native, -1) === 0 && held.has(native))
      names.forEach(told)
      return unexpected
    },
    onConnected: () => ask(true),
    onDown() {
      subscription.pause()
      const waiters = [...leaving.values()].flat()
      leaving.clear()
      for (const call of waiters) call()
    },
    clear() {
      for (const native of held.keys()) count(native, 1)
      wanted.clear()
      held.clear()
    },
  }
}
