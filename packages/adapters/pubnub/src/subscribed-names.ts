import type { Clock } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { Subscription } from './subscription.ts'

export interface SubscribedNamesNeeds {
  readonly clock: Clock
  readonly subscription: Pick<Subscription, 'subscribe' | 'unsubscribe' | 'pause'>
  readonly isConnected: () => boolean
  /** The SDK has forgotten the state that was set there. */
  readonly onReset: (native: string) => void
  /** Nothing is subscribed to any more: no answer comes. */
  readonly onEmpty: () => void
}

/** Which channels the SDK is subscribed to, and is to be. Names are those at PubNub. */
export interface SubscribedNames {
  /** `isWatched`: with its presence events. Soon asked for, together with others. */
  want(native: string, isWatched: boolean): void
  readonly has: (native: string) => boolean
  readonly isEmpty: () => boolean
  /** Resolves when PubNub has been told, or can't be. */
  leave(native: string): Promise<void>
  /** PubNub has refused it. */
  drop(native: string): void
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
  const { clock, subscription, isConnected, onReset, onEmpty } = needs
  /** Wanted; whether with presence events. */
  const wanted = new Map<string, boolean>()
  /** What the SDK has. */
  const held = new Map<string, boolean>()
  /** What is being left, and who waits for that. */
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
    const missing = [...wanted].filter(
      ([native, isWatched]) => !leaving.has(native) && (!held.has(native) || (isWatched && held.get(native) === false)),
    )
    if (missing.length === 0 && !(anew && held.size > 0)) return
    const reset = missing.filter(([native]) => held.has(native))
    for (const [native, isWatched] of missing) held.set(native, isWatched)
    const named = (isWatched: boolean): readonly string[] =>
      missing.filter(([, it]) => it === isWatched).map(([native]) => native)
    subscription.subscribe(named(false), named(true))
    for (const [native] of reset) onReset(native)
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
    for (const resolve of waiters) resolve()
    plan()
  }

  function unsubscribe(native: string): Promise<void> {
    held.delete(native)
    count(native, 1)
    subscription.unsubscribe([native])
    // Nothing is left that could be answered; and without a connection the SDK would go on with what is left.
    if (held.size === 0 || !isConnected()) subscription.pause()
    if (held.size === 0) onEmpty()
    if (!isConnected()) return Promise.resolve()
    return new Promise((resolve) => {
      leaving.set(native, [...(leaving.get(native) ?? []), resolve])
      const cancel = after(clock, longestLeave, () => told(native))
      leaving.get(native)?.push(cancel)
    })
  }

  return {
    want(native, isWatched) {
      wanted.set(native, isWatched || wanted.get(native) === true)
      plan()
    },
    has: (native) => held.has(native),
    isEmpty: () => held.size === 0,
    async leave(native) {
      wanted.delete(native)
      if (held.has(native)) return unsubscribe(native)
      await Promise.resolve()
    },
    drop(native) {
      wanted.delete(native)
      if (held.has(native)) void unsubscribe(native)
    },
    unwatch(native) {
      wanted.set(native, false)
      if (held.has(native)) void unsubscribe(native)
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
      for (const resolve of waiters) resolve()
    },
    clear() {
      for (const native of held.keys()) count(native, 1)
      wanted.clear()
      held.clear()
    },
  }
}
