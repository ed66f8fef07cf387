import { idWindow } from '../recent.ts'

/** The receipt of a message that was not stored. */
interface UnstoredReceipt {
  readonly clientId: string
  readonly timestamp: number
  /** When it was taken, on the steady clock. Milliseconds. */
  readonly takenAt: number
}

/**
 * The ids of messages that were not stored: for two minutes, in memory only. Bounded in number; the oldest are
 * forgotten first, so that under extreme load the window is shorter.
 */
export class UnstoredIds {
  readonly #most: number
  /** In order of time. */
  readonly #receipts = new Map<string, UnstoredReceipt>()
  /** What was added since `begin`. */
  #added: string[] = []

  constructor(most: number) {
    this.#most = most
  }

  find(channel: string, id: string, now: number): UnstoredReceipt | undefined {
    const receipt = this.#receipts.get(key(channel, id))
    return receipt === undefined || receipt.takenAt <= now - idWindow ? undefined : receipt
  }

  add(channel: string, id: string, receipt: UnstoredReceipt): void {
    const name = key(channel, id)
    // As the newest, also where the same id was there and has got too old.
    this.#receipts.delete(name)
    this.#receipts.set(name, receipt)
    this.#added.push(name)
    if (this.#receipts.size > this.#most) this.#forgetOldest()
  }

  /** What is added from here on can be taken back. */
  begin(): void {
    this.#added = []
  }

  rollBack(): void {
    for (const name of this.#added) this.#receipts.delete(name)
    this.#added = []
  }

  /** Forgets what no longer counts. */
  forget(now: number): void {
    for (const [name, receipt] of this.#receipts) {
      if (receipt.takenAt > now - idWindow) return
      this.#receipts.delete(name)
    }
  }

  #forgetOldest(): void {
    for (const name of this.#receipts.keys()) {
      this.#receipts.delete(name)
      return
    }
  }
}

/** Neither part can contain a line feed. */
function key(channel: string, id: string): string {
  return `${channel}\n${id}`
}
