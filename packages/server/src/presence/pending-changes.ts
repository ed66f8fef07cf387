import type { WireConnection } from '@herenow/protocol'
import { mergeChanges } from './merge-changes.ts'
import type { PresenceChange } from './presence-change.ts'

interface Pending {
  /** The connection as observers know it; `null`: they don't. */
  readonly told: WireConnection | null
  readonly change: PresenceChange
}

/** What has happened since observers were last told, one change a connection. */
export class PendingChanges {
  readonly #byConnection = new Map<string, Pending>()

  get isEmpty(): boolean {
    return this.#byConnection.size === 0
  }

  /** `before`: the connection's entry until this change. */
  note(before: WireConnection | null, change: PresenceChange): void {
    const { connectionId } = change
    const earlier = this.#byConnection.get(connectionId)
    const merged = earlier === undefined ? change : mergeChanges(earlier.change, change)
    // Deleted first, so that a person's changes keep their place in the order of the latest ones.
    this.#byConnection.delete(connectionId)
    if (merged === null) return
    this.#byConnection.set(connectionId, { told: earlier === undefined ? before : earlier.told, change: merged })
  }

  /** All changes; none are pending after it. */
  take(): readonly PresenceChange[] {
    const changes = Array.from(this.#byConnection.values(), ({ change }) => change)
    this.#byConnection.clear()
    return changes
  }

  /** Who was present when observers were last told, given who is `present` now. */
  undo(present: readonly WireConnection[]): readonly WireConnection[] {
    if (this.isEmpty) return present
    const told: WireConnection[] = present.filter(({ connectionId }) => !this.#byConnection.has(connectionId))
    for (const pending of this.#byConnection.values()) if (pending.told !== null) told.push(pending.told)
    return told
  }
}
