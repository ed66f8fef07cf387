import type { PublishOutcome, PublishStored, RealtimeError } from '@herenow/adapter'
import { failure, notConnected, withOutcome } from '../client/errors.ts'
import { createFailedMessages } from './failed-messages.ts'
import type { BatchLimits } from './next-batch.ts'
import { defaultBatchLimits, nextBatch } from './next-batch.ts'
import type { OutboxDecision, OutboxSituation } from './outbox-decision.ts'
import type { Outgoing } from './outgoing.ts'
import { toOutgoing } from './outgoing.ts'
import type { Prepared } from './prepare.ts'
import type { QueueBounds, QueueLimits } from './queue-bounds.ts'
import { createQueueBounds, limitsWhileConnected } from './queue-bounds.ts'
import { createRefusalPause } from './refusal-pause.ts'
import { asUnsettled, blamesBatch, publishTimedOut } from './unsettled.ts'

/** The bounds that the client's options set, and those that stand in the code unless a test sets smaller ones. */
export interface OutboxLimits extends QueueLimits {
  /** Milliseconds until a message that nobody confirmed has failed. */
  readonly publishTimeout: number
  readonly whileConnected?: QueueLimits
  readonly batch?: BatchLimits
}

/**
 * The whole policy of a channel's messages on their way out: order, bounds, what leaves when, and what an answer means.
 * It knows no client, clock, log or promise: it is told what happens and says what is to be done. It changes its own
 * state, as a copy of ten thousand messages at each event would cost too much.
 *
 * Where a decision concerns several messages, each is taken when the one before has been carried out: a listener that is
 * told of a failure may publish, discard and try again, and finds a state that agrees with what it was told.
 */
export interface OutboxMachine {
  /** Nothing is under way. */
  readonly isEmpty: boolean
  /** Something failed that can be tried again. */
  readonly hasFailed: boolean
  /** What has never left: only that counts against the bounds. */
  readonly waiting: Pick<QueueBounds, 'messages' | 'bytes'>
  /** A message whose id is not under way. */
  add(prepared: Prepared, situation: OutboxSituation): readonly OutboxDecision[]
  /** The messages that leave now; the caller sends them. Empty: none may. */
  takeBatch(isConnected: boolean): readonly Outgoing[]
  /** The answer to a batch, however late; one outcome per message. */
  answered(
    batch: readonly Outgoing[],
    outcomes: readonly PublishOutcome[],
    isConnected: boolean,
  ): Iterable<OutboxDecision>
  pauseOver(): void
  /** A message is not confirmed within `publishTimeout`. */
  timedOut(id: string): readonly OutboxDecision[]
  discard(id: string): readonly OutboxDecision[]
  /** A failed message is shown as failed. Returns the ids of those that must go, as only so many are kept. */
  keepFailed(failed: Prepared, reason: RealtimeError): readonly string[]
  /** Takes a message out of the failed, to be added again; `null` where there is none, or its id is under way. */
  takeFailed(id: string): Prepared | null
  /** The connection has ended: everything fails, and a pause is over. */
  failAll(reason: RealtimeError): Iterable<OutboxDecision>
}

export function createOutboxMachine(limits: OutboxLimits): OutboxMachine {
  const { whileConnected = limitsWhileConnected, batch: batchLimits = defaultBatchLimits, publishTimeout } = limits
  /** By message id, in publish order. */
  const underWay = new Map<string, Outgoing>()
  const failed = createFailedMessages()
  const pause = createRefusalPause()
  const waiting = createQueueBounds()
  let inFlight = 0

  function add(prepared: Prepared, { isConnected, unavailable }: OutboxSituation): readonly OutboxDecision[] {
    const problem = unavailable ?? waiting.problemWith(prepared.bytes, isConnected ? whileConnected : limits)
    if (problem) return [{ type: 'failed', failed: prepared, reason: problem }]
    const outgoing = toOutgoing(prepared)
    underWay.set(prepared.message.id, outgoing)
    waiting.entered(outgoing)
    return [{ type: 'added' }]
  }

  function takeBatch(isConnected: boolean): readonly Outgoing[] {
    if (!isConnected || pause.isWaiting) return []
    const batch = nextBatch(underWay.values(), inFlight, batchLimits)
    for (const outgoing of batch) {
      waiting.left(outgoing)
      outgoing.attempted = true
      outgoing.inFlight = true
      inFlight += 1
    }
    return batch
  }

  function* answered(
    batch: readonly Outgoing[],
    outcomes: readonly PublishOutcome[],
    isConnected: boolean,
  ): Iterable<OutboxDecision> {
    const isApart = blamesBatch(outcomes)
    for (const [index, outgoing] of batch.entries()) {
      const outcome = outcomes[index] ?? { error: notConnected() }
      land(outgoing)
      if (!outcome.error) yield confirm(outgoing, outcome)
      else if (!isUnderWay(outgoing)) continue
      // The service refused all that travelled together, so each must be asked for alone.
      else if (isApart) outgoing.alone = true
      else yield* refuse(outgoing, outcome.error, isConnected)
    }
    const begun = inFlight === 0 ? pause.begin() : null
    if (begun) yield { type: 'pause', pause: begun }
  }

  /** A message that was given up may be under way again as another, with the same id. */
  function isUnderWay(outgoing: Outgoing): boolean {
    return underWay.get(outgoing.message.id) === outgoing
  }

  function confirm(outgoing: Outgoing, answer: PublishStored): OutboxDecision {
    const { id } = outgoing.message
    const isLate = !isUnderWay(outgoing)
    pause.granted()
    // A late answer to a message that had timed out.
    failed.delete(id)
    if (!isLate) remove(outgoing)
    return { type: 'confirmed', id, answer, isLate }
  }

  function refuse(outgoing: Outgoing, error: RealtimeError, isConnected: boolean): readonly OutboxDecision[] {
    // An earlier attempt may have been stored: a refusal of the repetition says nothing about that.
    if (!error.retryable) return fail(outgoing, outgoing.unanswered ? withOutcome(error, 'unknown') : error)
    if (error.outcome === 'unknown') outgoing.unanswered = true
    else if (error.code !== 'out_of_order' && error.code !== 'connection_closed') outgoing.refusal = error
    // After a drop the next connection sends; while connected it is the service that said "not now".
    if (isConnected) pause.refused(error.retryAfter)
    return []
  }

  function fail(outgoing: Outgoing, reason: RealtimeError): readonly OutboxDecision[] {
    remove(outgoing)
    return [{ type: 'failed', failed: outgoing, reason }]
  }

  /** Ends it without an answer: once it has left, nobody may know what became of it. */
  function giveUp(
    outgoing: Outgoing | undefined,
    reasonFor: (of: Outgoing) => RealtimeError,
  ): readonly OutboxDecision[] {
    return outgoing && isUnderWay(outgoing) ? fail(outgoing, asUnsettled(reasonFor(outgoing), outgoing)) : []
  }

  function remove(outgoing: Outgoing): void {
    underWay.delete(outgoing.message.id)
    waiting.left(outgoing)
    land(outgoing)
  }

  function land(outgoing: Outgoing): void {
    if (outgoing.inFlight) inFlight -= 1
    outgoing.inFlight = false
  }

  function discard(id: string): readonly OutboxDecision[] {
    const outgoing = underWay.get(id)
    if (!failed.delete(id) && !outgoing) return []
    const discarded = (): RealtimeError => failure('connection_closed', 'The message was discarded.')
    // First out of the log: what isn't there any more has not failed.
    return [{ type: 'discarded', id }, ...giveUp(outgoing, discarded)]
  }

  function takeFailed(id: string): Prepared | null {
    const prepared = failed.get(id)
    if (!prepared || underWay.has(id)) return null
    failed.delete(id)
    return prepared
  }

  function* failAll(reason: RealtimeError): Iterable<OutboxDecision> {
    pause.over()
    // What a listener publishes meanwhile is not among them.
    for (const outgoing of Array.from(underWay.values())) yield* giveUp(outgoing, () => reason)
  }

  return {
    get isEmpty() {
      return underWay.size === 0
    },
    get hasFailed() {
      return failed.size > 0
    },
    waiting,
    add,
    takeBatch,
    answered,
    pauseOver: () => pause.over(),
    timedOut: (id) => giveUp(underWay.get(id), (outgoing) => publishTimedOut(publishTimeout, outgoing)),
    discard,
    keepFailed: (prepared, reason) => failed.add(prepared, reason),
    takeFailed,
    failAll,
  }
}
