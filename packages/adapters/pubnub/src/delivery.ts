import type { EventBatch } from '@herenow/adapter'
import type { Beginning, Missed } from './beginning.ts'
import type { KnownPeople } from './known-people.ts'
import type { NativePosition } from './native-position.ts'
import { laterOf, positionBefore, positionOf, timeOf } from './native-position.ts'
import { deliveredMessage, receivedSignal, storedMessage } from './received.ts'
import type { SdkPresence, SdkStoredMessage } from './sdk.ts'
import { requestError } from './service-error.ts'
import type { Entry } from './subscription.ts'

export interface DeliveryNeeds {
  readonly channel: string
  readonly events: EventBatch
  readonly people: KnownPeople
  readonly onPresence: (event: SdkPresence) => void
  /** Reads what came after the first position, up to the second. */
  readonly missed: (from: NativePosition, to: NativePosition) => Promise<Missed>
}

/** How far what PubNub told of a channel has been handed on: in order, each message once, holes filled or marked. */
export interface Delivery {
  /** Where the channel stands for those who have been told; `null`: nobody has. */
  readonly position: () => NativePosition | null
  /** What comes from now on waits for `begin`. */
  hold(): void
  /** Hands on what stands before, and what has waited. `tell`: that it begins. */
  begin(beginning: Beginning, tell: () => void): void
  receive(entry: Entry): void
  /** Between the two, something may have been lost. */
  missing(from: NativePosition, to: NativePosition): void
  /** PubNub goes on from `joined`, as far as it remembers. `now`: the present moment there. */
  resume(joined: NativePosition, now: NativePosition): void
  /** The connection is gone. What was held back is read from history. */
  interrupt(): void
}

/** Milliseconds for which PubNub surely remembers what a client has missed: two minutes, less the time to read it. */
const remembered = 60_000

interface Hole {
  readonly from: NativePosition
  readonly to: NativePosition
}

export function createDelivery({ channel, events, people, onPresence, missed }: DeliveryNeeds): Delivery {
  let position: NativePosition | null = null
  /** What is older is none of the attach's business. */
  let start: NativePosition | null = null
  /** When the present attach came about. */
  let attachedAt: NativePosition | null = null
  /** What the beginning replayed: PubNub may deliver it once more. */
  let replayed: ReadonlySet<string> = new Set()
  /** What waits; `null`: nothing has to. */
  let held: Entry[] | null = null
  let hole: Hole | null = null
  /** Answers for an earlier connection are nobody's business any more. */
  let round = 0

  function hand({ kind, event }: Entry): void {
    if (kind === 'presence') return onPresence(event)
    const at = positionOf(event.timetoken)
    if ((start && at.offset <= start.offset) || replayed.has(at.offset)) return
    if (kind === 'signal') {
      // Nobody keeps signals: those of before the attach are over, however far back messages are wanted.
      if (attachedAt && at.offset <= attachedAt.offset) return
      const signal = receivedSignal(channel, event, (clientId) => people.infoOf(clientId))
      return events.add({ type: 'signal', channel, signal })
    }
    tell(deliveredMessage(channel, event), at)
  }

  function replay(native: SdkStoredMessage): void {
    tell(storedMessage(channel, native), positionOf(native.timetoken))
  }

  function tell(message: ReturnType<typeof storedMessage>, at: NativePosition): void {
    people.heard(message.clientId, message.info)
    position = laterOf(position ?? at, at)
    events.add({ type: 'message', channel, message })
  }

  function heal(wanted: Hole): void {
    hole = wanted
    // Otherwise it is healed once it is told where the channel begins, or after the hole before.
    if (position && !held) fill(wanted, position, [])
  }

  /** Reads a hole. `waiting`: what came behind it, which would move the position beyond it. */
  function fill(wanted: Hole, told: NativePosition, waiting: readonly Entry[]): void {
    held = [...waiting]
    const own = round
    const done = ({ messages, isComplete }: Missed): void => {
      if (own === round) events.during(() => healed(wanted, messages, isComplete))
    }
    // Without history it stays a hole.
    missed(laterOf(wanted.from, told), wanted.to)
      .then(done, () => done({ messages: [], isComplete: false }))
      .catch((thrown: unknown) => events.add({ type: 'error', error: requestError(thrown, channel) }))
  }

  function healed(wanted: Hole, messages: readonly SdkStoredMessage[], isComplete: boolean): void {
    const known = new Set(messages.map(({ timetoken }) => positionOf(timetoken).offset))
    const rest = takeHeld().filter(
      ({ kind, event }) => kind !== 'message' || !known.has(positionOf(event.timetoken).offset),
    )
    const next = hole === wanted || !hole ? null : { from: wanted.to, to: hole.to }
    hole = next
    if (!isComplete) events.add({ type: 'gap', channel, position: endOf(wanted, messages, next ? [] : rest) })
    messages.forEach(replay)
    if (next) fill(next, position ?? next.from, rest)
    else rest.forEach(hand)
  }

  function takeHeld(): readonly Entry[] {
    const taken = held ?? []
    held = null
    return taken
  }

  return {
    position: () => position,
    hold() {
      held = []
    },
    begin({ position: from, live, replay: before }, tellBeginning) {
      start = from
      attachedAt = live
      replayed = new Set(before.map(({ timetoken }) => positionOf(timetoken).offset))
      position = from
      const waiting = takeHeld()
      tellBeginning()
      before.forEach(replay)
      if (hole) fill(hole, position, waiting)
      else waiting.forEach(hand)
    },
    receive(entry) {
      if (held) held.push(entry)
      else hand(entry)
    },
    missing: (from, to) => heal({ from: hole?.from ?? from, to }),
    resume(joined, now) {
      if (hole || timeOf(now) - timeOf(joined) > remembered) heal({ from: hole?.from ?? joined, to: now })
    },
    interrupt() {
      round += 1
      held = null
    },
  }
}

/** Up to where a hole reaches: before the first of what is handed on next. */
function endOf({ to }: Hole, messages: readonly SdkStoredMessage[], rest: readonly Entry[]): NativePosition {
  const [stored] = messages
  if (stored) return positionBefore(positionOf(stored.timetoken))
  const live = rest.flatMap(({ kind, event }) => (kind === 'message' ? [event.timetoken] : []))[0]
  return live === undefined ? to : positionBefore(positionOf(live))
}
