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

  async remove(webhook: string, upTo: number): Promise<void> {
    const { waiting } = this.#shelves(webhook)
    waiting.splice(0, countUpTo(waiting, upTo))
  }

  async bury(webhook: string, { from, upTo }: OutboxRange, death: OutboxDeath): Promise<void> {
    const { waiting, dead } = this.#shelves(webhook)
    const start = countUpTo(waiting, from - 1)
    const buried = waiting.splice(start, countUpTo(waiting, upTo) - start)
    for (const entry of buried) dead.push({ ...entry, ...death })
    // What stood behind a batch on its way may have been given up before the batch.
    dead.sort((a, b) => a.place - b.place)
  }

  async dead(webhook: string, query: OutboxQuery): Promise<readonly DeadEntry[]> {
    return read(this.#byWebhook.get(webhook)?.dead ?? [], query)
  }

  async removeDead(webhook: string, upTo: number): Promise<void> {
    const { dead } = this.#shelves(webhook)
    dead.splice(0, countUpTo(dead, upTo))
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
