import type { Clock, Timer } from '@herenow/adapter'

/** One direction of a connection: things arrive later, in order, together with what left in the same turn. */
export interface Wire<Item> {
  push(item: Item): void
  /** What is under way is lost. */
  cut(): void
}

/** `latency`: milliseconds at this moment; 0: at the end of this turn. */
export function createWire<Item>(
  clock: Clock,
  latency: () => number,
  deliver: (items: readonly Item[]) => void,
): Wire<Item> {
  let underWay: { readonly item: Item; readonly at: number }[] = []
  let timer: Timer = null
  let armed = false
  /** Deliveries that were planned before a cut don't happen. */
  let generation = 0

  function arm(): void {
    const [next] = underWay
    if (armed || next === undefined) return
    armed = true
    const own = generation
    const arrive = (): void => {
      if (own === generation) flush()
    }
    const delay = next.at - clock.now()
    if (delay > 0) timer = clock.setTimeout(arrive, delay)
    else queueMicrotask(arrive)
  }

  function flush(): void {
    armed = false
    const now = clock.now()
    // What left later never arrives earlier, even if the latency has fallen since.
    const late = underWay.findIndex(({ at }) => at > now)
    const arrived = underWay.splice(0, late === -1 ? underWay.length : late)
    arm()
    if (arrived.length > 0) deliver(arrived.map(({ item }) => item))
  }

  return {
    push(item) {
      underWay.push({ item, at: clock.now() + latency() })
      arm()
    },
    cut() {
      generation += 1
      armed = false
      underWay = []
      clock.clearTimeout(timer)
    },
  }
}
