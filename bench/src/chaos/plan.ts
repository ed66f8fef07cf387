import type { Random } from '@herenow/adapter'
import type { Fault, FaultKind } from '@herenow/testing'
import { faultKinds, randomFault, seededRandom } from '@herenow/testing'

/** Something that happens in a run, `at` so many milliseconds after its round's start. */
export type Step =
  | {
      readonly kind: 'fault'
      readonly at: number
      readonly client: number
      readonly fault: Fault
      /** Milliseconds; `null`: it strikes once. */
      readonly lasts: number | null
    }
  | { readonly kind: 'platform'; readonly at: number; readonly client: number; readonly event: PlatformEvent }
  | { readonly kind: 'presence'; readonly at: number; readonly client: number; readonly action: PresenceAction }
  | { readonly kind: 'server'; readonly at: number; readonly action: ServerAction; readonly lasts: number }

export type PlatformEvent = 'offline' | 'online' | 'hidden' | 'visible'
export type PresenceAction = 'enter' | 'update' | 'leave'
/** SIGKILL and a restart after `lasts`; SIGTERM and the same; SIGSTOP and SIGCONT after `lasts`. */
export type ServerAction = 'kill' | 'stop' | 'pause'

export interface PlanOptions {
  readonly seed: number
  readonly milliseconds: number
  readonly clients: number
  /** Faults of each kind. */
  readonly faultsOfEachKind: number
  readonly serverActions: readonly ServerAction[]
  /** Milliseconds between two things that happen to the server, on average. */
  readonly betweenServerActions: number
}

/** One stall or black hole in so many lasts until the client must have noticed by itself. */
const oneLongIn = 25
const longHole = 8_000
/** Time at the end in which nothing new begins. */
const calmEnd = 500

/** Draws all that happens in a round, earliest first. A pure function of its options. */
export function planRound(options: PlanOptions): readonly Step[] {
  const random = seededRandom(options.seed)
  const span = Math.max(1, options.milliseconds - calmEnd)
  const anyTime = (): number => Math.floor(random.next() * span)
  const anyClient = (): number => Math.floor(random.next() * options.clients)
  const faults = faultKinds.flatMap((kind) =>
    Array.from({ length: options.faultsOfEachKind }, () =>
      faultSteps(kind, anyTime(), anyClient(), span, random),
    ).flat(),
  )
  const platform = Array.from({ length: options.faultsOfEachKind }, () =>
    platformSteps(anyTime(), anyClient(), random),
  ).flat()
  const presence = Array.from({ length: options.faultsOfEachKind }, (): Step => ({
    kind: 'presence',
    at: anyTime(),
    client: anyClient(),
    action: pick(presenceActions, random),
  }))
  return [...faults, ...platform, ...presence, ...serverSteps(options, span, random)].sort((a, b) => a.at - b.at)
}

const presenceActions: readonly [PresenceAction, ...PresenceAction[]] = ['enter', 'update', 'update', 'leave']

function faultSteps(kind: FaultKind, at: number, client: number, span: number, random: Random): readonly Step[] {
  const { fault, lasts } = randomFault(kind, random)
  const holds = (kind === 'stall' || kind === 'black-hole') && span > longHole
  const long = holds && random.next() < 1 / oneLongIn
  const step: Step = { kind: 'fault', at, client, fault, lasts: long ? longHole : lasts }
  if (kind !== 'refuse' && kind !== 'delay-accept') return [step]
  // What befalls new connections needs one that must be made anew.
  return [step, { kind: 'fault', at: at + 1, client, fault: { kind: 'reset' }, lasts: null }]
}

/** Away for a moment, then back: for the page what a change of networks or tabs looks like. */
function platformSteps(at: number, client: number, random: Random): readonly Step[] {
  const [away, back] = pick<readonly [PlatformEvent, PlatformEvent]>(
    [
      ['offline', 'online'],
      ['hidden', 'visible'],
    ],
    random,
  )
  return [
    { kind: 'platform', at, client, event: away },
    { kind: 'platform', at: at + Math.floor(50 + random.next() * 400), client, event: back },
  ]
}

function serverSteps(
  { serverActions, betweenServerActions }: PlanOptions,
  span: number,
  random: Random,
): readonly Step[] {
  const [first, ...more] = serverActions
  if (first === undefined) return []
  const steps: Step[] = []
  for (let at = betweenServerActions / 2; at < span; at += betweenServerActions * (0.8 + random.next() * 0.4)) {
    const action = pick([first, ...more], random)
    steps.push({ kind: 'server', at: Math.floor(at), action, lasts: Math.floor(100 + random.next() * 900) })
  }
  return steps
}

function pick<Choice>(choices: readonly [Choice, ...Choice[]], random: Random): Choice {
  return choices[Math.floor(random.next() * choices.length)] ?? choices[0]
}
