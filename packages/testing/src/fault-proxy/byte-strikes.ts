import type { Random } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ActiveFault, ActiveFaults } from './active-faults.ts'
import type { Corruption, Direction } from './fault.ts'
import { concerns } from './fault.ts'
import type { FrameSeen } from './frame-follower.ts'
import { FrameFollower } from './frame-follower.ts'

/** What is left of a piece of the stream. */
export interface Struck {
  readonly bytes: Uint8Array
  /** Both sides are reset after these bytes. */
  readonly cut: boolean
}

const textFrame = 1
/** A data opcode that no one has defined. */
const undefinedOpcode = 0x03
const reservedBits = 0x70
/** Stands nowhere in UTF-8. */
const neverUtf8 = 0xff

/** Lets the faults that strike single bytes or frames strike one direction of one connection. */
export class ByteStrikes {
  readonly #faults: ActiveFaults
  readonly #connection: number
  readonly #direction: Direction
  readonly #random: Random
  readonly #frames = new FrameFollower()
  /** Bytes that may still pass before a cut. */
  readonly #left = new WeakMap<ActiveFault, number>()

  constructor(faults: ActiveFaults, connection: number, direction: Direction, random: Random) {
    this.#faults = faults
    this.#connection = connection
    this.#direction = direction
    this.#random = random
  }

  /** Takes the next piece; may change it in place. */
  pass(bytes: Uint8Array): Struck {
    const frames = this.#frames.feed(bytes)
    for (const active of this.#faults.of(this.#connection, 'cut-after', 'truncate', 'corrupt')) {
      const { fault } = active
      if (!concerns(fault, this.#direction)) continue
      const end = fault.kind === 'cut-after' ? this.#count(active, fault.bytes, bytes) : this.#truncation(fault, frames)
      if (end !== null) {
        this.#faults.strike(active)
        return { bytes: bytes.subarray(0, end), cut: true }
      }
      if (fault.kind === 'corrupt' && corrupt(bytes, frames, fault.corruption)) this.#faults.strike(active)
    }
    return { bytes, cut: false }
  }

  #count(active: ActiveFault, most: number, bytes: Uint8Array): number | null {
    const left = this.#left.get(active) ?? most
    this.#left.set(active, left - bytes.length)
    return bytes.length >= left ? left : null
  }

  #truncation({ kind }: { readonly kind: string }, frames: readonly FrameSeen[]): number | null {
    const frame = kind === 'truncate' ? frames.find(({ payloadHere }) => payloadHere > 1) : undefined
    if (frame === undefined) return null
    return frame.payloadAt + 1 + Math.floor(this.#random.next() * (frame.payloadHere - 1))
  }
}

/**
 * Makes one frame wrong so that every receiver must notice. A flipped bit of the payload could give another valid
 * message, which on a plain socket nobody can notice; that is what TLS is for.
 */
function corrupt(bytes: Uint8Array, frames: readonly FrameSeen[], corruption: Corruption): boolean {
  const frame = frames.find((it) => corruption !== 'utf-8' || (it.opcode === textFrame && it.payloadHere > 0))
  if (frame === undefined) return false
  const { headerAt, payloadAt, mask } = frame
  const first = bytes[headerAt] ?? 0
  switch (corruption) {
    case 'reserved-bits':
      bytes[headerAt] = first | reservedBits
      return true
    case 'opcode':
      bytes[headerAt] = (first & 0xf0) | undefinedOpcode
      return true
    case 'utf-8':
      bytes[payloadAt] = neverUtf8 ^ (mask?.[0] ?? 0)
      return true
    default:
      return assertNever(corruption)
  }
}
