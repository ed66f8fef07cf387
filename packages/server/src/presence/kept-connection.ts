import type { WireConnection } from '@herenow/protocol'
import type { PresenceClaim } from './presence-claim.ts'

/** Rough heap bytes of an entry beside its state. */
const overhead = 400

/** A present connection as the table keeps it. */
export interface KeptConnection {
  readonly connection: WireConnection
  /** JSON of its state. */
  readonly stateText: string
}

/**
 * Keeps a state as text and reads it each time that somebody asks: 4 KiB of `[{},{},…]` are 30 KB of objects, which the
 * garbage collector would have to go through as long as their owner is here.
 */
export function keptConnection(claim: PresenceClaim, enteredAt: number, updatedAt: number): KeptConnection {
  const { connectionId, clientId, info } = claim
  const stateText = JSON.stringify(claim.state)
  const connection: WireConnection = {
    connectionId,
    clientId,
    ...(info === null ? {} : { info }),
    get state(): unknown {
      return JSON.parse(stateText)
    },
    enteredAt,
    updatedAt,
  }
  return { connection, stateText }
}

/** Whether it says what is claimed, as JSON. */
export function saysTheSame({ connection, stateText }: KeptConnection, claim: PresenceClaim): boolean {
  return (
    stateText === JSON.stringify(claim.state) && JSON.stringify(connection.info ?? null) === JSON.stringify(claim.info)
  )
}

/** Heap bytes of an entry whose state is so long. */
export function weightOf(stateLength: number): number {
  return overhead + stateLength
}
