import type { AdapterEvent } from './event.ts'

/** Gathers what one network frame, or one call, caused, so that it is told at once. */
export interface EventBatch {
  add(event: AdapterEvent): void
  /** Tells what `work` added when it is done. */
  during(work: () => void): void
}

/** Calls that listeners make while they are told come after what they are being told. */
export function createEventBatch(emit: (events: readonly AdapterEvent[]) => void): EventBatch {
  let gathered: AdapterEvent[] = []
  let busy = false

  function during(work: () => void): void {
    if (busy) return work()
    busy = true
    try {
      work()
      while (gathered.length > 0) {
        const events = gathered
        gathered = []
        emit(events)
      }
    } finally {
      busy = false
    }
  }

  return {
    add: (event) => during(() => void gathered.push(event)),
    during,
  }
}
