import type { Clock, Timer } from '@herenow/adapter'
import { bytesOf } from '../engine/outbox-entries.ts'
import type { Outbox, OutboxDraft } from '../engine/outbox.ts'

/** What may wait to be written while the outbox takes nothing: beyond it the oldest is lost. */
const mostEvents = 10_000
const mostBytes = 16_777_216
/** Events of one write. */
const eventsPerWrite = 1_000
/** Milliseconds between two attempts at an outbox that takes nothing. */
const pace = 1_000

interface OutboxWriterNeeds {
  readonly outbox: Outbox
  readonly clock: Clock
  /** Runs something once all that has arrived by now has been handled: the time to write it together. */
  readonly afterInput: (callback: () => void) => void
  /** These are kept from here on. */
  readonly onWritten: (drafts: readonly OutboxDraft[]) => void
  /** This is lost. */
  readonly onLost: (draft: OutboxDraft) => void
  /** Nothing could be written; it is tried again. */
  readonly onFailure: (error: unknown) => void
}

/** Gathers the events of one turn of the event loop and writes them together, in order. */
export class OutboxWriter {
  readonly #needs: OutboxWriterNeeds
  #waiting: OutboxDraft[] = []
  #bytes = 0
  #isScheduled = false
  #timer: Timer = null
  #writing: Promise<void> | null = null

  constructor(needs: OutboxWriterNeeds) {
    this.#needs = needs
  }

  add(draft: OutboxDraft): void {
    this.#waiting.push(draft)
    this.#bytes += bytesOf(draft)
    while (this.#waiting.length > mostEvents || (this.#bytes > mostBytes && this.#waiting.length > 1)) this.#lose()
    if (this.#isScheduled || this.#timer !== null || this.#writing !== null) return
    this.#isScheduled = true
    this.#needs.afterInput(() => {
      this.#isScheduled = false
      void this.#write()
    })
  }

  /** Writes all that waits. Resolves with how many couldn't be. */
  async end(): Promise<number> {
    this.#needs.clock.clearTimeout(this.#timer)
    this.#timer = null
    await this.#writing
    await this.#write()
    this.#needs.clock.clearTimeout(this.#timer)
    return this.#waiting.length
  }

  #write(): Promise<void> {
    if (this.#writing === null && this.#waiting.length > 0) this.#writing = this.#writeAll()
    return this.#writing ?? Promise.resolve()
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeSome(this.#waiting.splice(0, eventsPerWrite))
    } catch (error) {
      this.#needs.onFailure(error)
      this.#timer = this.#needs.clock.setTimeout(() => {
        this.#timer = null
        void this.#write()
      }, pace)
    } finally {
      // In the same turn in which the last was written: what is added from here on begins anew.
      this.#writing = null
    }
  }

  async #writeSome(drafts: readonly OutboxDraft[]): Promise<void> {
    try {
      await this.#needs.outbox.add(drafts)
    } catch (error) {
      this.#waiting.unshift(...drafts)
      throw error
    }
    this.#bytes -= drafts.reduce((sum, draft) => sum + bytesOf(draft), 0)
    this.#needs.onWritten(drafts)
  }

  #lose(): void {
    const oldest = this.#waiting.shift()
    if (oldest === undefined) return
    this.#bytes -= bytesOf(oldest)
    this.#needs.onLost(oldest)
  }
}
