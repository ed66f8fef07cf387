import type { OutgoingMessage, PublishOutcome, PublishStored, RealtimeError, Timer } from '@herenow/adapter'
import { assertNever, deadline, retryPause } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { handled, toRealtimeError } from '../client/errors.ts'
import type { ShownLog } from '../log/shown-log.ts'
import type { OutboxDecision } from './outbox-decision.ts'
import type { OutboxMachine } from './outbox-machine.ts'
import { createOutboxMachine } from './outbox-machine.ts'
import type { Outgoing } from './outgoing.ts'
import type { Prepared } from './prepare.ts'
import type { PublishReceipt } from './publish.ts'
import type { Publisher, Publishers } from './publishers.ts'
import { resolveAll } from './publishers.ts'
import type { Pause } from './refusal-pause.ts'
import { shownAsSending } from './shown-as-sending.ts'

export interface OutboxRunnerNeeds {
  readonly name: string
  readonly client: Pick<
    ClientServices,
    | 'clock'
    | 'random'
    | 'settings'
    | 'pacer'
    | 'report'
    | 'session'
    | 'clientId'
    | 'info'
    | 'ended'
    | 'isConnected'
    | 'unavailable'
    | 'outboxChanged'
  >
  /** Shows what becomes of each message. */
  readonly log: Pick<ShownLog, 'model' | 'touch'>
  /** A message is under way: the channel is held and the connection needed. */
  readonly onNeeded: () => void
  /** The channel may have one reason less to be held. */
  readonly onSettled: () => void
}

/** Carries out what the outbox machine decides, with promises, timers, the log, the session and reports. */
export interface OutboxRunner {
  readonly machine: OutboxMachine
  /** Shows and keeps it; `pump` sends it. */
  enqueue(prepared: Prepared): Promise<PublishReceipt>
  readonly pump: () => void
  readonly carryOut: (decisions: Iterable<OutboxDecision>) => void
  readonly fail: (reason: RealtimeError) => void
}

export function createOutboxRunner(needs: OutboxRunnerNeeds): OutboxRunner {
  const { client, log, name } = needs
  const { clock, settings } = client
  const machine = createOutboxMachine(settings)
  /** By message id. */
  const waiting = new Map<string, Publishers>()
  let pauseTimer: Timer = null

  function add(prepared: Prepared, publisher: Publisher): void {
    const { id } = prepared.message
    const cancelTimeout = deadline(clock, settings.publishTimeout, () => carryOut(machine.timedOut(id)))
    waiting.set(id, { all: [publisher], cancelTimeout })
    needs.onNeeded()
    log.model.addPending(shownAsSending(prepared.message, name, client))
    log.touch()
    carryOut(machine.add(prepared, { isConnected: client.isConnected, unavailable: client.unavailable() }))
  }

  function pump(): void {
    for (;;) {
      const batch = machine.takeBatch(client.isConnected)
      if (batch.length === 0) return
      void send(batch)
    }
  }

  async function send(batch: readonly Outgoing[]): Promise<void> {
    const outcomes = await request(batch.map(({ message }) => message))
    client.pacer.batch(() => carryOut(machine.answered(batch, outcomes, client.isConnected)))
    pump()
  }

  async function request(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    try {
      return (await client.session?.publish(name, messages)) ?? []
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Publishing')
      return messages.map(() => ({ error }))
    }
  }

  function carryOut(decisions: Iterable<OutboxDecision>): void {
    for (const decision of decisions) {
      switch (decision.type) {
        case 'added':
          client.outboxChanged.emit()
          break
        case 'confirmed':
          confirm(decision.id, decision.answer, decision.isLate)
          break
        case 'failed':
          fail(decision.failed, decision.reason)
          break
        case 'discarded':
          log.model.discard(decision.id)
          log.touch()
          needs.onSettled()
          break
        case 'pause':
          wait(decision.pause)
          break
        default:
          assertNever(decision)
      }
    }
  }

  function confirm(id: string, { position, timestamp, duplicate }: PublishStored, isLate: boolean): void {
    const receipt = { id, position, timestamp, duplicate }
    // Whoever publishes the same id from here on waits for another answer.
    const publishers = isLate ? [] : takePublishers(id)
    settled()
    log.model.confirm(receipt)
    log.touch()
    resolveAll(publishers, receipt)
  }

  function fail(failed: Prepared, reason: RealtimeError): void {
    const { id } = failed.message
    const publishers = takePublishers(id)
    // What was discarded is not in the log any more, and has not failed.
    const hasFailed = log.model.fail(id, reason)
    if (hasFailed && !client.ended) machine.keepFailed(failed, reason).forEach(log.model.discard)
    if (hasFailed) log.touch()
    settled()
    if (hasFailed) client.report(reason)
    for (const { reject } of publishers) reject(reason)
  }

  function takePublishers(id: string): readonly Publisher[] {
    const publishers = waiting.get(id)
    waiting.delete(id)
    publishers?.cancelTimeout()
    return publishers?.all ?? []
  }

  function settled(): void {
    client.outboxChanged.emit()
    needs.onSettled()
  }

  function wait({ step, retryAfter }: Pause): void {
    pauseTimer = clock.setTimeout(
      () => {
        machine.pauseOver()
        pump()
      },
      retryPause(step, client.random, retryAfter),
    )
  }

  return {
    machine,
    // The failure stands in the log and is reported.
    enqueue: (prepared) =>
      handled(
        new Promise((resolve, reject) => {
          const sameId = waiting.get(prepared.message.id)
          if (sameId) sameId.all.push({ resolve, reject })
          else add(prepared, { resolve, reject })
        }),
      ),
    pump,
    carryOut,
    fail(reason) {
      clock.clearTimeout(pauseTimer)
      carryOut(machine.failAll(reason))
    },
  }
}
