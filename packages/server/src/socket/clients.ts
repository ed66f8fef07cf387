import type { Connection } from './connection.ts'

/** Which connections of each client have a socket now. */
export class Clients {
  readonly #connections = new Map<string, Set<Connection>>()

  /** How many clients there are. */
  get count(): number {
    return this.#connections.size
  }

  /** The connections of a client, as they are now. */
  of(clientId: string): readonly Connection[] {
    return [...(this.#connections.get(clientId) ?? [])]
  }

  /** The connections of all clients, as they are now. */
  all(): readonly Connection[] {
    return [...this.#connections.values()].flatMap((connections) => [...connections])
  }

  add(connection: Connection): void {
    const known = this.#connections.get(connection.clientId)
    if (known === undefined) this.#connections.set(connection.clientId, new Set([connection]))
    else known.add(connection)
  }

  remove(connection: Connection): void {
    const known = this.#connections.get(connection.clientId)
    known?.delete(connection)
    if (known?.size === 0) this.#connections.delete(connection.clientId)
  }
}
