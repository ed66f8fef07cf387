import type { Clock, Random, Timer, UserInfo } from '@herenow/adapter'
import type { AppPermissions } from '../auth/app-permissions.ts'
import { randomId } from '../random-id.ts'
import type { Ending } from './ending.ts'

/** A connection as it lives on between sockets. */
export interface ConnectionRecord {
  readonly connectionId: string
  /** Secret of the client, another one after each resume. */
  readonly resumeKey: string
  readonly clientId: string
  /** Channels on which a publish was refused with a retryable error; later ones wait until the client resumes. */
  readonly onHold: Set<string>
  /** What the app has said of it; `null`: it wasn't asked. */
  permissions: AppPermissions | null
  /** Monotonic milliseconds. */
  readonly startedAt: number
  /** How its last socket ended; `null`: none has yet. */
  last: LastSocket | null
}

/** The end of a socket. */
interface LastSocket {
  readonly ending: Ending
  /** What others saw of the user by then. */
  readonly info: UserInfo | null
  /** Monotonic milliseconds. */
  readonly endedAt: number
}

/** Whether somebody said that they go, or went without a word. */
export type Departure = 'leave' | 'timeout'

interface Entry {
  readonly record: ConnectionRecord
  /** Cuts the socket that serves the connection now; `null` while none does. */
  replace: (() => void) | null
  grace: Timer
}

/** Ends the wait for a lost connection. `how` it has gone; left out, as it was lost. */
type Expire = (how?: Departure) => void

/** Told what becomes of lost connections. */
interface RegistryOwner {
  /** A connection didn't come back. */
  expired(record: ConnectionRecord, how: Departure): void
  /** So many of a client are lost that the oldest has to go before its time. */
  crowded(clientId: string): void
}

/** Lost connections of one client whose presence is kept for them; beyond that the oldest has gone. */
const mostAbsent = 20

/** Knows every connection, also those whose socket was lost and that may come back within their grace. */
export class ConnectionRegistry {
  readonly #clock: Clock
  readonly #random: Random
  readonly #owner: RegistryOwner
  readonly #entries = new Map<string, Entry>()
  /** What ends the wait for each lost connection, by client and key, oldest first. */
  readonly #absent = new Map<string, Map<string, Expire>>()

  constructor(clock: Clock, random: Random, owner: RegistryOwner) {
    this.#clock = clock
    this.#random = random
    this.#owner = owner
  }

  /**
   * A connection for a new socket: the one that `resumeKey` names if it is known and the same client's, else a fresh
   * one. The socket that served it before is cut first. `replace` cuts the new one.
   */
  open(
    clientId: string,
    resumeKey: string | undefined,
    replace: () => void,
  ): { readonly record: ConnectionRecord; readonly resumed: boolean } {
    const known = resumeKey === undefined ? undefined : this.#entries.get(resumeKey)
    if (known !== undefined && known.record.clientId === clientId) {
      this.#clock.clearTimeout(known.grace)
      known.replace?.()
      this.#remove(known.record)
      return { record: this.#add({ ...known.record, resumeKey: this.#newKey() }, replace), resumed: true }
    }
    const fresh = {
      connectionId: randomId(this.#random, 12),
      resumeKey: this.#newKey(),
      clientId,
      onHold: new Set<string>(),
      permissions: null,
      startedAt: this.#clock.now(),
      last: null,
    }
    return { record: this.#add(fresh, replace), resumed: false }
  }

  /** Whose connection a key continues; `undefined`: it isn't known. */
  clientOf(resumeKey: string): string | undefined {
    return this.#entries.get(resumeKey)?.record.clientId
  }

  /** The socket is gone; the connection may come back for so many milliseconds. `how` it will have gone if it doesn't. */
  lose(record: ConnectionRecord, milliseconds: number, how: Departure): void {
    const entry = this.#entries.get(record.resumeKey)
    if (entry === undefined) return
    const expire: Expire = (as = how) => {
      this.#clock.clearTimeout(entry.grace)
      this.#remove(record)
      this.#owner.expired(record, as)
    }
    entry.replace = null
    entry.grace = this.#clock.setTimeout(() => expire(), milliseconds)
    const absent = this.#absent.get(record.clientId) ?? new Map<string, Expire>()
    this.#absent.set(record.clientId, absent.set(record.resumeKey, expire))
    const [oldest] = absent.values()
    if (absent.size <= mostAbsent) return
    this.#owner.crowded(record.clientId)
    oldest?.()
  }

  /** Ends the wait for all lost connections of a client: they have left. */
  expire(clientId: string): void {
    for (const expire of this.#absent.get(clientId)?.values() ?? []) expire('leave')
  }

  /** The connection ended for good. */
  forget(record: ConnectionRecord): void {
    this.#remove(record)
  }

  /** The server stops. `gone` is called with each connection that was still known. */
  end(gone: (record: ConnectionRecord) => void = () => {}): void {
    for (const { grace, record } of this.#entries.values()) {
      this.#clock.clearTimeout(grace)
      gone(record)
    }
    this.#entries.clear()
    this.#absent.clear()
  }

  #add(record: ConnectionRecord, replace: () => void): ConnectionRecord {
    this.#entries.set(record.resumeKey, { record, replace, grace: null })
    return record
  }

  #remove({ resumeKey, clientId }: ConnectionRecord): void {
    this.#entries.delete(resumeKey)
    const absent = this.#absent.get(clientId)
    absent?.delete(resumeKey)
    if (absent?.size === 0) this.#absent.delete(clientId)
  }

  #newKey(): string {
    return randomId(this.#random, 24)
  }
}
