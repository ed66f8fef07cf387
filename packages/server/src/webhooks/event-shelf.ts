import { tallyOf } from '../engine/outbox-entries.ts'
import type { Outbox, OutboxContents, OutboxEntry, OutboxTally } from '../engine/outbox.ts'

/** What is given up is kept up to these bounds: beyond them the oldest is forgotten. */
const mostDeadEvents = 10_000
const mostDeadBytes = 67_108_864
/** Bytes of the events of one request: a larger one goes alone. */
const batchBytes = 262_144
/** Events that are given up in one step. */
const [eventsPerStep, bytesPerStep] = [1_000, 1_048_576]

interface ShelfNeeds {
  readonly webhook: string
  readonly outbox: Outbox
  readonly bounds: { readonly events: number; readonly bytes: number }
  /** Events were given up. */
  readonly onDead: (reason: string) => void
  /** Events that had been given up were forgotten. */
  readonly onForgotten: (events: number) => void
}

/** Events of one webhook, counted, within bounds: a batch at the front, others behind it, and those that were given up. */
export class EventShelf {
  readonly #needs: ShelfNeeds
  #waiting: OutboxTally
  #dead: OutboxTally
  /** Everything up to here is delivered or given up. */
  #front = 0
  #batch: readonly OutboxEntry[] = []

  constructor(needs: ShelfNeeds, { waiting, dead }: OutboxContents) {
    this.#needs = needs
    this.#waiting = waiting
    this.#dead = dead
  }

  get waiting(): OutboxTally {
    return this.#waiting
  }

  get dead(): OutboxTally {
    return this.#dead
  }

  /** Events were added behind all others. */
  added(tally: OutboxTally): void {
    this.#waiting = plus(this.#waiting, tally)
  }

  /** The batch that has to be sent: the one before, as long as it is neither delivered nor given up. */
  async batch(most: number): Promise<readonly OutboxEntry[]> {
    if (this.#batch.length > 0) return this.#batch
    const { webhook, outbox } = this.#needs
    const counted = this.#waiting
    this.#batch = await outbox.waiting(webhook, { after: this.#front, events: most, bytes: batchBytes })
    // What counts as waiting and can't be read is lost: the outbox has logged it.
    if (this.#batch.length === 0) this.#waiting = minus(this.#waiting, counted)
    return this.#batch
  }

  /** The batch has arrived. */
  async delivered(): Promise<void> {
    const { webhook, outbox } = this.#needs
    const batch = this.#batch
    const [first, last] = [batch[0], batch.at(-1)]
    if (first === undefined || last === undefined) return
    this.#batch = []
    // Where it can't be removed it stays behind, and only a restart sends it again.
    this.#front = last.place
    this.#waiting = minus(this.#waiting, tallyOf(batch))
    await outbox.remove(webhook, { from: first.place, upTo: last.place })
  }

  /** Gives up all events that were added before a moment. */
  async expire(before: number, reason: string, now: number): Promise<void> {
    for (;;) {
      const oldest = await this.#read(this.#front)
      const end = oldest.findIndex(({ added }) => added >= before)
      const expired = end === -1 ? oldest : oldest.slice(0, end)
      await this.#bury(expired, reason, now)
      if (end !== -1 || oldest.length === 0) return
    }
  }

  /** Gives up the oldest events behind the batch where there are too many. */
  async keepWithinBounds(now: number): Promise<void> {
    const { bounds } = this.#needs
    while (this.#waiting.events > bounds.events || this.#waiting.bytes > bounds.bytes) {
      const oldest = await this.#read(this.#batch.at(-1)?.place ?? this.#front)
      if (oldest.length === 0) return
      let left = this.#waiting
      const surplus = oldest.filter((entry) => {
        if (left.events <= bounds.events && left.bytes <= bounds.bytes) return false
        left = minus(left, tallyOf([entry]))
        return true
      })
      await this.#bury(surplus, 'Too many events waited', now)
    }
  }

  /** Lets all events that were given up wait again, behind the others. Returns how many. */
  async revive(now: number): Promise<number> {
    const { webhook, outbox } = this.#needs
    const revived = this.#dead
    if (revived.events === 0) return 0
    await outbox.revive(webhook, now)
    this.#waiting = plus(this.#waiting, revived)
    this.#dead = minus(this.#dead, revived)
    return revived.events
  }

  async #bury(entries: readonly OutboxEntry[], reason: string, died: number): Promise<void> {
    const { webhook, outbox, onDead } = this.#needs
    const [first, last] = [entries[0], entries.at(-1)]
    if (first === undefined || last === undefined) return
    await outbox.bury(webhook, { from: first.place, upTo: last.place }, { died, reason })
    const tally = tallyOf(entries)
    this.#waiting = minus(this.#waiting, tally)
    this.#dead = plus(this.#dead, tally)
    const batchEnd = this.#batch.at(-1)?.place ?? 0
    if (first.place <= batchEnd) this.#batch = []
    onDead(reason)
    await this.#keepDeadWithinBounds()
  }

  async #keepDeadWithinBounds(): Promise<void> {
    const { webhook, outbox, onForgotten } = this.#needs
    while (this.#dead.events > mostDeadEvents || this.#dead.bytes > mostDeadBytes) {
      const events = Math.min(Math.max(this.#dead.events - mostDeadEvents, 1), eventsPerStep)
      const oldest = await outbox.dead(webhook, { after: 0, events, bytes: bytesPerStep })
      const [first, last] = [oldest[0], oldest.at(-1)]
      if (first === undefined || last === undefined) return
      await outbox.removeDead(webhook, { from: first.place, upTo: last.place })
      this.#dead = minus(this.#dead, tallyOf(oldest))
      onForgotten(oldest.length)
    }
  }

  #read(after: number): Promise<readonly OutboxEntry[]> {
    const { webhook, outbox } = this.#needs
    return outbox.waiting(webhook, { after, events: eventsPerStep, bytes: bytesPerStep })
  }
}

function plus(a: OutboxTally, b: OutboxTally): OutboxTally {
  return { events: a.events + b.events, bytes: a.bytes + b.bytes }
}

function minus(a: OutboxTally, b: OutboxTally): OutboxTally {
  return { events: Math.max(a.events - b.events, 0), bytes: Math.max(a.bytes - b.bytes, 0) }
}
