import { assertNever } from '@herenow/adapter'
import type { Direction, Fault, FaultKind, LastingFault } from './fault.ts'
import { concerns, faultKinds, isLasting } from './fault.ts'

/** Which connections a fault may meet: those there are, those to come, or both. */
export type Reach = 'present' | 'future' | 'all'

/** A fault that has been injected and isn't over. */
export interface ActiveFault<Kind extends Fault = Fault> {
  readonly fault: Kind
  /** Connections are numbered as they come; the last one there was when the fault was injected. */
  readonly since: number
  readonly reach: Reach
  /** It has met a connection. */
  struck: boolean
}

/** All that bends the bytes of one direction of one connection now. */
export interface Conditions {
  readonly latency: number
  readonly jitter: number
  readonly bytesPerSecond: number
  readonly stalled: boolean
  readonly blackHole: boolean
  /** Bytes a write. */
  readonly piece: number
}

/** The faults of one proxy, and what they have done. */
export class ActiveFaults {
  readonly #active = new Set<ActiveFault>()
  readonly #counts: Map<FaultKind, number> = new Map(faultKinds.map((kind) => [kind, 0]))

  add(fault: Fault, since: number, reach: Reach): ActiveFault {
    const active = { fault, since, reach, struck: false }
    this.#active.add(active)
    return active
  }

  remove(active: ActiveFault): void {
    this.#active.delete(active)
  }

  clear(): void {
    this.#active.clear()
  }

  /** Notes that a fault has met a connection; one that strikes once is over. */
  strike(active: ActiveFault): void {
    if (!isLasting(active.fault)) this.#active.delete(active)
    if (active.struck) return
    active.struck = true
    this.#counts.set(active.fault.kind, this.count(active.fault.kind) + 1)
  }

  /** How many faults of a kind have met a connection. */
  count(kind: FaultKind): number {
    return this.#counts.get(kind) ?? 0
  }

  /** Faults of the kinds that the caller knows what to do with, oldest first. */
  of<Kind extends FaultKind>(
    connection: number,
    ...kinds: readonly Kind[]
  ): readonly ActiveFault<Extract<Fault, { readonly kind: Kind }>>[] {
    const wanted: readonly FaultKind[] = kinds
    return Array.from(this.#active).filter(
      (active): active is ActiveFault<Extract<Fault, { readonly kind: Kind }>> =>
        wanted.includes(active.fault.kind) && meets(active, connection),
    )
  }

  /** What holds for the bytes of one direction. */
  conditions(connection: number, direction: Direction): Conditions {
    return this.#bend(connection, direction, () => {})
  }

  /** The same, for bytes that come right now: notes what they have met. */
  meet(connection: number, direction: Direction): Conditions {
    return this.#bend(connection, direction, (active) => this.strike(active))
  }

  #bend(connection: number, direction: Direction, note: (active: ActiveFault) => void): Conditions {
    let conditions = calm
    // Nearly always there is no fault, and bytes come often.
    for (const active of this.#active) {
      const { fault } = active
      if (!isLasting(fault) || !concerns(fault, direction) || !meets(active, connection)) continue
      const before = conditions
      conditions = bent(conditions, fault)
      if (conditions !== before) note(active)
    }
    return conditions
  }
}

const calm: Conditions = {
  latency: 0,
  jitter: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  stalled: false,
  blackHole: false,
  piece: Number.POSITIVE_INFINITY,
}

function meets({ since, reach }: ActiveFault, connection: number): boolean {
  return reach === 'all' || (reach === 'present') === connection <= since
}

function bent(conditions: Conditions, fault: LastingFault): Conditions {
  switch (fault.kind) {
    case 'latency':
      return { ...conditions, latency: conditions.latency + fault.milliseconds }
    case 'jitter':
      return { ...conditions, jitter: conditions.jitter + fault.milliseconds }
    case 'bandwidth':
      return { ...conditions, bytesPerSecond: Math.min(conditions.bytesPerSecond, fault.bytesPerSecond) }
    case 'stall':
      return { ...conditions, stalled: true }
    case 'black-hole':
      return { ...conditions, blackHole: true }
    case 'split':
      return { ...conditions, piece: Math.min(conditions.piece, fault.bytes ?? 1) }
    case 'refuse':
    case 'delay-accept':
      return conditions
    default:
      return assertNever(fault)
  }
}
