import { idWindow } from './recent.ts'

/** The receipt of a message that was accepted once. */
export interface Receipt {
  readonly clientId: string
  readonly timestamp: number
  /** When it was accepted, on the steady clock of the engine. Milliseconds. */
  readonly takenAt: number
  /** `null`: not stored. */
  readonly offset: number | null
}

/** Rough heap bytes of one remembered id. */
const weight = 200

/**
 * Which message ids a channel has seen: those of stored messages while history has them, and all for two minutes.
 * Both maps are in time order, so forgetting only ever looks at their fronts.
 */
export class IdWindow {
  readonly #stored = new Map<string, Receipt>()
  readonly #unstored = new Map<string, Receipt>()

  get bytes(): number {
    return (this.#stored.size + this.#unstored.size) * weight
  }

  find(id: string): Receipt | undefined {
    return this.#stored.get(id) ?? this.#unstored.get(id)
  }

  add(id: string, receipt: Receipt): void {
    const map = receipt.offset === null ? this.#unstored : this.#stored
    map.set(id, receipt)
  }

  /** Forgets what is older than the window and, of stored messages, at or below `floor`. */
  forget(now: number, floor: number): void {
    for (const [id, receipt] of this.#stored) {
      if (receipt.takenAt > now - idWindow || (receipt.offset ?? 0) > floor) break
      this.#stored.delete(id)
    }
    for (const [id, receipt] of this.#unstored) {
      if (receipt.takenAt > now - idWindow) break
      this.#unstored.delete(id)
    }
  }

  /** Forgets the ids of stored messages at or below `floor`, however young. */
  dropStored(floor: number): void {
    for (const [id, receipt] of this.#stored) {
      if ((receipt.offset ?? 0) > floor) return
      this.#stored.delete(id)
    }
  }

  /** Forgets the oldest id of a message that was not stored. `false`: there is none. */
  dropOldestUnstored(): boolean {
    for (const id of this.#unstored.keys()) return this.#unstored.delete(id)
    return false
  }
}
