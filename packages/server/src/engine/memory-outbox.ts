import type {
  DeadEntry,
  Outbox,
  OutboxContents,
  OutboxDeath,
  OutboxDraft,
  OutboxEntry,
  OutboxQuery,
  OutboxRange,
} from './outbox.ts'
import { tallyOf, within } from './outbox-entries.ts'

interface Shelves {
  waiting: OutboxEntry[]
  dead: DeadEntry[]
  next: number
}

/** An outbox that a restart forgets. */
export class MemoryOutbox implements Outbox {
  readonly #byWebhook = new Map<string, Shelves>()

  async contents(): Promise<ReadonlyMap<string, OutboxContents>> {
    const tallied = [...this.#byWebhook].map(([webhook, { waiting, dead }]): [string, OutboxContents] => {
      return [webhook, { waiting: tallyOf(waiting), dead: tallyOf(dead) }]
    })
    return new Map(tallied)
  }

  async add(drafts: readonly OutboxDraft[]): Promise<void> {
    for (const { webhook, added, text } of drafts) {
      const shelves = this.#shelves(webhook)
      shelves.waiting.push({ place: shelves.next, added, text })
      shelves.next += 1
    }
  }

  async waiting(webhook: string, query: OutboxQuery): Promise<readonly OutboxEntry[]> {
    return read(this.#byWebhook.get(webhook)?.waiting ?? [], query)
  }

  async remove(webhook: string, range: OutboxRange): Promise<void> {
    takeOut(this.#shelves(webhook).waiting, range)
  }

  async bury(webhook: string, range: OutboxRange, death: OutboxDeath): Promise<void> {
    const { waiting, dead } = this.#shelves(webhook)
    for (const entry of takeOut(waiting, range)) dead.push({ ...entry, ...death })
    // What stood behind a batch on its way may have been given up before the batch.
    dead.sort((a, b) => a.place - b.place)
  }

  async dead(webhook: string, query: OutboxQuery): Promise<readonly DeadEntry[]> {
    return read(this.#byWebhook.get(webhook)?.dead ?? [], query)
  }

  async removeDead(webhook: string, range: OutboxRange): Promise<void> {
    takeOut(this.#shelves(webhook).dead, range)
  }

  async revive(webhook: string, added: number): Promise<void> {
    const { dead } = this.#shelves(webhook)
    await this.add(dead.splice(0).map(({ text }) => ({ webhook, added, text })))
  }

  #shelves(webhook: string): Shelves {
    const known = this.#byWebhook.get(webhook)
    if (known !== undefined) return known
    const shelves: Shelves = { waiting: [], dead: [], next: 1 }
    this.#byWebhook.set(webhook, shelves)
    return shelves
  }
}

function read<E extends OutboxEntry>(entries: readonly E[], query: OutboxQuery): readonly E[] {
  const start = countUpTo(entries, query.after)
  return [...within(entries.slice(start, start + query.events), query)]
}

function takeOut<E extends OutboxEntry>(entries: E[], { from, upTo }: OutboxRange): readonly E[] {
  const start = countUpTo(entries, from - 1)
  return entries.splice(start, Math.max(countUpTo(entries, upTo) - start, 0))
}

/** How many of the entries, which are in order, are at this place or before it. */
function countUpTo(entries: readonly OutboxEntry[], place: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((entries[middle]?.place ?? Infinity) <= place) low = middle + 1
    else high = middle
  }
  return low
}
