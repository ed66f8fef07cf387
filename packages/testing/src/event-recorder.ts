import type { AdapterEvent } from '@herenow/adapter'

type EventType = AdapterEvent['type']
type EventOf<Type extends EventType> = Extract<AdapterEvent, { readonly type: Type }>

/** Takes what a session emits, for a test to look at or to wait for. */
export interface EventRecorder {
  /** Goes into the `AdapterContext`. */
  readonly emit: (events: readonly AdapterEvent[]) => void
  /** What each `emit` brought. */
  readonly batches: readonly (readonly AdapterEvent[])[]
  /** All events in order. */
  readonly events: readonly AdapterEvent[]
  /** The events of one type, on one channel if given. */
  of<Type extends EventType>(type: Type, channel?: string): readonly EventOf<Type>[]
  /** Forgets what was recorded so far. */
  clear(): void
  /**
   * Resolves with what `find` finds, now or after a later event. Rejects after 5 s, saying what it got instead; `what`
   * is for that message.
   */
  until<T>(what: string, find: () => T | undefined): Promise<T>
}

/** Milliseconds after which waiting for an event has failed. */
const patience = 5_000

/** Makes a recorder. */
export function createEventRecorder(): EventRecorder {
  const batches: (readonly AdapterEvent[])[] = []
  const events: AdapterEvent[] = []
  const watchers = new Set<() => void>()

  function until<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        watchers.delete(look)
        reject(new Error(`Waited in vain for ${what}. Got: ${JSON.stringify(events.slice(-20), null, 1)}`))
      }, patience)
      function look(): void {
        const found = find()
        if (found === undefined) return
        clearTimeout(deadline)
        watchers.delete(look)
        resolve(found)
      }
      watchers.add(look)
      look()
    })
  }

  return {
    batches,
    events,
    emit(emitted) {
      batches.push(emitted)
      events.push(...emitted)
      for (const look of Array.from(watchers)) look()
    },
    of<Type extends EventType>(type: Type, channel?: string): readonly EventOf<Type>[] {
      return events.filter(
        (event): event is EventOf<Type> =>
          event.type === type && (channel === undefined || ('channel' in event && event.channel === channel)),
      )
    },
    clear() {
      batches.length = 0
      events.length = 0
    },
    until,
  }
}
