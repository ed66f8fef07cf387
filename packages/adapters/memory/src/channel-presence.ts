import type { PresenceAction, PresenceConnection } from '@herenow/adapter'
import { copied, sameJson } from './json.ts'

/** Who connects, as others see it. */
export type Identity = Pick<PresenceConnection, 'connectionId' | 'clientId' | 'info'>

/** What there is to tell, if anything. */
export type PresenceChange = { readonly action: PresenceAction; readonly connection: PresenceConnection } | null

/** Who is present in one channel. Times are milliseconds since 1970. */
export class ChannelPresence {
  readonly #present = new Map<string, PresenceConnection>()

  get all(): readonly PresenceConnection[] {
    return [...this.#present.values()]
  }

  has(connectionId: string): boolean {
    return this.#present.has(connectionId)
  }

  /** How many people, not connections. */
  get occupancy(): number {
    return new Set(this.all.map((connection) => connection.clientId)).size
  }

  set({ connectionId, clientId, info }: Identity, state: unknown, now: number): PresenceChange {
    const before = this.#present.get(connectionId)
    if (before !== undefined && sameJson(before.state, state)) return null
    const enteredAt = before?.enteredAt ?? now
    const connection = { connectionId, clientId, info, state: copied(state), enteredAt, updatedAt: now }
    this.#present.set(connectionId, connection)
    return { action: before === undefined ? 'enter' : 'update', connection }
  }

  remove(connectionId: string, action: 'leave' | 'timeout'): PresenceChange {
    const connection = this.#present.get(connectionId)
    this.#present.delete(connectionId)
    return connection === undefined ? null : { action, connection }
  }
}
