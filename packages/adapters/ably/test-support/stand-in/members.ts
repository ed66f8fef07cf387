import type { WirePresence } from './protocol.ts'
import { presenceActions } from './protocol.ts'

/** Who is present in a channel: each client id on each connection once. */
export class Members {
  readonly #grace: number
  readonly #tell: (change: WirePresence) => void
  readonly #members = new Map<string, WirePresence>()
  readonly #leaving = new Map<string, NodeJS.Timeout>()

  /** `grace`: milliseconds after which somebody whose connection broke has left. `tell`: to everybody. */
  constructor(grace: number, tell: (change: WirePresence) => void) {
    this.#grace = grace
    this.#tell = tell
  }

  get all(): readonly WirePresence[] {
    return Array.from(this.#members.values(), (member) => ({ ...member, action: presenceActions.present }))
  }

  /** Takes an enter, an update or a leave, and tells of it. A leave of nobody is told to nobody. */
  change(change: WirePresence): void {
    const key = keyOf(change)
    this.#stay(key)
    if (change.action === presenceActions.leave) {
      if (this.#members.delete(key)) this.#tell(change)
      return
    }
    const action = this.#members.has(key) ? change.action : presenceActions.enter
    this.#members.set(key, change)
    this.#tell({ ...change, action })
  }

  /** A connection is attached again: it goes on being present. */
  returned(connectionId: string): void {
    for (const [key, member] of this.#members) if (member.connectionId === connectionId) this.#stay(key)
  }

  /** A connection broke: it leaves unless it comes back in time. */
  broke(connectionId: string): void {
    for (const [key, member] of this.#members) {
      if (member.connectionId !== connectionId || this.#leaving.has(key)) continue
      this.#leaving.set(
        key,
        setTimeout(() => this.#leave(key), this.#grace),
      )
    }
  }

  /** A connection has left the channel, or has ended. */
  gone(connectionId: string): void {
    for (const [key, member] of this.#members) if (member.connectionId === connectionId) this.#leave(key)
  }

  stop(): void {
    for (const key of this.#leaving.keys()) this.#stay(key)
  }

  #stay(key: string): void {
    clearTimeout(this.#leaving.get(key))
    this.#leaving.delete(key)
  }

  /** A leave that the service makes: its id isn't one of the connection. */
  #leave(key: string): void {
    const member = this.#members.get(key)
    this.#stay(key)
    if (!member) return
    this.#members.delete(key)
    const timestamp = Date.now()
    this.#tell({ ...member, action: presenceActions.leave, id: `service:${timestamp}:0`, timestamp })
  }
}

function keyOf({ clientId, connectionId }: WirePresence): string {
  return `${clientId}:${connectionId}`
}
