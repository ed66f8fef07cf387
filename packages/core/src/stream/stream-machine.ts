import type { AdapterHistoryPage, Position, ReceivedMessage } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Buffered } from './buffered-messages.ts'
import { createBufferedMessages } from './buffered-messages.ts'
import type { Healing, Hole } from './healing.ts'
import { createHealing } from './healing.ts'
import { createHandedOn } from './handed-on.ts'
import type { Deciding, StreamDecision } from './stream-decision.ts'
import type { HistoryEvent, StreamAttached, StreamEvent } from './stream-event.ts'
import type { StreamPositions } from './stream-positions.ts'
import type { StreamRules } from './stream-rules.ts'

/**
 * The whole policy of a channel's messages on their way in: what is a duplicate, what is buffered until older messages
 * have been read, and where messages are missing. It knows no session, clock, log or promise: it is told what happens and
 * says what is to be done.
 */
export interface StreamMachine {
  readonly positions: Pick<StreamPositions, 'current' | 'attach' | 'start' | 'covered'>
  /**
   * One event after the other, and each decision when the one before has been carried out. Only `stop` and `reset` may
   * come in between, as a listener may leave: then nothing more is decided, and the rest comes with the next attach.
   */
  decide(event: StreamEvent): Iterable<StreamDecision>
  /** Detached: what was buffered comes again with the next attach. */
  stop(): void
  reset(): void
}

const missing: StreamDecision = { type: 'missing' }
const toMessage = (message: ReceivedMessage): StreamDecision => ({ type: 'message', message })

export function createStreamMachine({ compare, isShown, limits }: StreamRules): StreamMachine {
  const handedOn = createHandedOn(compare, limits.rememberedIds)
  const { positions } = handedOn
  const buffered = createBufferedMessages(limits)
  let healing: Healing | null = null
  let stops = 0

  function decide(event: StreamEvent): Iterable<StreamDecision> {
    // What happens all the time: one decision at most, so there is nothing to stop.
    if (event.type === 'message' && !healing) return handedOn.add(event.message) ? [toMessage(event.message)] : []
    return untilStopped(event)
  }

  function* untilStopped(event: StreamEvent): Deciding {
    const mine = stops
    for (const decision of decideInSteps(event)) {
      yield decision
      if (mine !== stops) return
    }
  }

  function decideInSteps(event: StreamEvent): Deciding {
    switch (event.type) {
      case 'attached':
        return attached(event)
      case 'message':
        return receive(event.message)
      case 'gap':
        return fill(event.until, event.hasHistory, () => null)
      case 'page-read':
      case 'read-failed':
      case 'pause-over':
        return readOn(event)
      default:
        return assertNever(event)
    }
  }

  function* attached({ attached: event, since, hasHistory }: StreamAttached): Deciding {
    switch (positions.attached(event, since)) {
      case 'continues':
        return yield* resume()
      case 'hole':
        return yield* fill(event.position, hasHistory, () => positions.continuation(event))
      case 'begins':
        if (since) yield missing
    }
  }

  function* receive(message: ReceivedMessage): Deciding {
    if (healing) {
      if (buffered.add(message)) return
      yield missing
      yield* release(healing.until)
    }
    yield* handOn(message)
  }

  /** Hands a message on, or drops it as a duplicate. Returns whether it was new. */
  function* handOn(message: ReceivedMessage): Deciding<boolean> {
    const isNew = handedOn.add(message)
    if (isNew) yield toMessage(message)
    return isNew
  }

  /**
   * Hands on what was buffered, with a mark at each gap that began meanwhile, unless history had what stands before it: then
   * history also had what is missing there, or has said that it hadn't.
   */
  function* handOnBuffered(taken: readonly Buffered[]): Deciding {
    let isAnyNew = false
    for (const { message, beforeGap } of taken) {
      if (yield* handOn(message)) isAnyNew = true
      if (!beforeGap) continue
      if (isAnyNew) yield missing
      isAnyNew = false
    }
  }

  /** The gap before `until` is over, one way or the other: what was buffered follows. */
  function* release(until: Position | null): Deciding {
    healing = null
    yield* handOnBuffered(buffered.takeAll())
    if (until) positions.moveToAtLeast(until)
  }

  /** A gap before `until`. `findStart`: where we stand in the epoch of `until`, if that is known though it is another. */
  function* fill(until: Position | null, hasHistory: boolean, findStart: () => Position | null): Deciding {
    const own = healing?.from ?? positions.current
    const order = own && until && compare(own, until)
    if (order === 0) return yield* resume()
    buffered.markGap()
    const canHeal = hasHistory && until !== null
    if (order === -1 && canHeal) return yield heal({ from: own, until })
    if (order === null && canHeal) {
      yield missing
      // What was missing before it can't be had any more: the epoch has ended.
      yield* handOnBuffered(buffered.takeAll())
      return yield heal({ from: findStart(), until })
    }
    // Before the mark: a listener that detaches there must resume at `until`.
    positions.moveTo(until)
    yield missing
    yield* release(until)
    // `release` may have led back to a buffered message.
    positions.moveTo(until)
  }

  function heal(hole: Hole): StreamDecision {
    healing = createHealing(hole, limits)
    return { type: 'read', query: healing.ask() }
  }

  /** After a drop: goes on where it stood. */
  function* resume(): Deciding {
    healing?.resumed()
    if (healing) yield { type: 'read', query: healing.ask() }
  }

  /** Answers to older questions are nobody's. */
  function* readOn(event: HistoryEvent): Deciding {
    if (!healing?.awaits(event.query)) return
    if (event.type === 'page-read') yield* pageRead(healing, event.page)
    else if (event.type === 'pause-over') yield { type: 'read', query: healing.ask() }
    else if (!event.error.retryable) yield* endHealing(healing, false)
    else if (event.isConnected) yield { type: 'wait', pause: healing.refused(event.query, event.error) }
  }

  function* pageRead(current: Healing, page: AdapterHistoryPage): Deciding {
    if (!page.complete) yield missing
    yield* handOnHealed(current.add(page))
    const isLast = page.next === null
    if (isLast || current.isTooMuch) yield* endHealing(current, isLast)
    else yield { type: 'read', query: current.ask() }
  }

  function* handOnHealed(messages: readonly ReceivedMessage[]): Deciding {
    for (const message of messages) {
      // What was buffered before that, and history no longer has, comes first.
      yield* handOnBuffered(buffered.takeThrough(({ position }) => positions.precedes(position, message.position)))
      yield* handOn(message)
    }
  }

  function* endHealing(current: Healing, isHealed: boolean): Deciding {
    if (isHealed) yield* handOnHealed(current.rest((id) => handedOn.has(id) || isShown(id)))
    else yield missing
    yield* release(current.until)
  }

  function stop(): void {
    stops += 1
    healing = null
    buffered.takeAll()
  }

  return {
    positions,
    decide,
    stop,
    reset() {
      stop()
      handedOn.reset()
    },
  }
}
