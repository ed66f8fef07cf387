import type { Random } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import { seededRandom } from '../seeded-random.ts'
import type { Corruption, Direction, Fault, FaultKind } from './fault.ts'
import { faultKinds } from './fault.ts'

/** A fault and its time. */
export interface ScheduledFault {
  /** Milliseconds from the start. */
  readonly at: number
  readonly fault: Fault
  /** Milliseconds; `null`: it strikes once. */
  readonly lasts: number | null
}

export interface FaultScheduleOptions {
  readonly seed: number
  /** Within how many milliseconds the faults begin. */
  readonly milliseconds: number
  /** How many faults of each kind. */
  readonly each: number
  /** Default: all. */
  readonly kinds?: readonly FaultKind[] | undefined
}

/** Draws a schedule, earliest first. The same options give the same schedule. */
export function faultSchedule({
  seed,
  milliseconds,
  each,
  kinds = faultKinds,
}: FaultScheduleOptions): readonly ScheduledFault[] {
  const random = seededRandom(seed)
  const drawn = kinds.flatMap((kind) =>
    Array.from({ length: each }, () => ({
      at: Math.floor(random.next() * milliseconds),
      ...randomFault(kind, random),
    })),
  )
  return drawn.sort((a, b) => a.at - b.at)
}

/** Draws the parameters of one fault: mostly such as last for a moment, now and then longer. */
export function randomFault(kind: FaultKind, random: Random): Omit<ScheduledFault, 'at'> {
  const within = (least: number, most: number): number => Math.floor(least + random.next() * (most - least))
  const oneWay = (): Direction => pick(['up', 'down'], random)
  const anyWay = (): Direction | undefined => pick(['up', 'down', undefined], random)
  switch (kind) {
    case 'latency':
      return { fault: { kind, milliseconds: within(5, 300), direction: anyWay() }, lasts: within(200, 2_000) }
    case 'jitter':
      return { fault: { kind, milliseconds: within(5, 200), direction: anyWay() }, lasts: within(200, 2_000) }
    case 'bandwidth':
      return { fault: { kind, bytesPerSecond: within(2_000, 100_000), direction: anyWay() }, lasts: within(200, 2_000) }
    case 'stall':
      return { fault: { kind, direction: anyWay() }, lasts: within(200, 3_000) }
    case 'black-hole':
      return { fault: { kind, direction: anyWay() }, lasts: within(200, 3_000) }
    case 'split':
      return { fault: { kind, bytes: within(1, 8), direction: anyWay() }, lasts: within(200, 1_000) }
    case 'refuse':
      return { fault: { kind }, lasts: within(200, 1_000) }
    case 'delay-accept':
      return { fault: { kind, milliseconds: within(50, 1_000) }, lasts: within(500, 1_500) }
    case 'reset':
      return { fault: { kind }, lasts: null }
    case 'half-close':
      return { fault: { kind, direction: oneWay() }, lasts: null }
    case 'truncate':
      return { fault: { kind, direction: anyWay() }, lasts: null }
    case 'corrupt':
      return { fault: { kind, corruption: pick(corruptions, random), direction: anyWay() }, lasts: null }
    case 'cut-after':
      return { fault: { kind, bytes: within(0, 4_000), direction: oneWay() }, lasts: null }
    default:
      return assertNever(kind)
  }
}

const corruptions: readonly [Corruption, ...Corruption[]] = ['reserved-bits', 'opcode', 'utf-8']

function pick<const Choice>(choices: readonly [Choice, ...Choice[]], random: Random): Choice {
  return choices[Math.floor(random.next() * choices.length)] ?? choices[0]
}
