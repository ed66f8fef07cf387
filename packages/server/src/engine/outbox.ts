/** An event on its way into an outbox. */
export interface OutboxDraft {
  /** The name of the webhook that it is for. */
  readonly webhook: string
  /** When it was added. Milliseconds since 1970. */
  readonly added: number
  /** The event as JSON text. */
  readonly text: string
}

/** An event that waits for its delivery. */
export interface OutboxEntry {
  /** Grows with each event of a webhook, also over a restart. */
  readonly place: number
  readonly added: number
  readonly text: string
}

/** Why and when an event was given up. */
export interface OutboxDeath {
  /** Milliseconds since 1970. */
  readonly died: number
  readonly reason: string
}

/** An event that was given up. */
export interface DeadEntry extends OutboxEntry, OutboxDeath {}

/** How many events there are, and the UTF-8 bytes of their texts. */
export interface OutboxTally {
  readonly events: number
  readonly bytes: number
}

/** What an outbox holds for one webhook. */
export interface OutboxContents {
  readonly waiting: OutboxTally
  readonly dead: OutboxTally
}

/** Which events to read: the oldest behind `after`, as many as fit both bounds, but at least one if there is one. */
export interface OutboxQuery {
  /** A place, exclusive. */
  readonly after: number
  readonly events: number
  readonly bytes: number
}

/** Places, both ends included. */
export interface OutboxRange {
  readonly from: number
  readonly upTo: number
}

/**
 * Keeps events until webhooks have taken them: for each webhook those that wait, in order, and those that were given up. A
 * change settles once it is as durable as the engine keeps messages, all of it or nothing.
 */
export interface Outbox {
  /** What there is, by webhook. */
  contents(): Promise<ReadonlyMap<string, OutboxContents>>
  /** Adds events behind those that wait, in order. */
  add(drafts: readonly OutboxDraft[]): Promise<void>
  /** Reads events that wait, oldest first. Those that can't be read any more are left out, and logged. */
  waiting(webhook: string, query: OutboxQuery): Promise<readonly OutboxEntry[]>
  /** Forgets events that wait. */
  remove(webhook: string, range: OutboxRange): Promise<void>
  /** Gives up events that wait. */
  bury(webhook: string, range: OutboxRange, death: OutboxDeath): Promise<void>
  /** Reads events that were given up, oldest first. */
  dead(webhook: string, query: OutboxQuery): Promise<readonly DeadEntry[]>
  /** Forgets events that were given up. */
  removeDead(webhook: string, range: OutboxRange): Promise<void>
  /** Adds all events that were given up behind those that wait, as if they had been added at `added`. */
  revive(webhook: string, added: number): Promise<void>
}
