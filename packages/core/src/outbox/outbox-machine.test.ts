import type { PublishOutcome } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { expect, it } from 'vitest'
import type { OutboxMachine } from './outbox-machine.ts'
import { createOutboxMachine } from './outbox-machine.ts'
import type { Outgoing } from './outgoing.ts'

const limits = { maxQueuedMessages: 100, maxQueuedBytes: 1_000, publishTimeout: 60_000 }
const connected = { isConnected: true, unavailable: null }
const busy = new RealtimeError({ code: 'rate_limited', message: 'Not now.', retryable: true, retryAfter: 30_000 })
const malformed = new RealtimeError({ code: 'protocol_error', message: 'Malformed.' })

function setup() {
  const machine = createOutboxMachine({
    ...limits,
    batch: { mostInFlight: 100, mostPerBatch: 2, mostBatchBytes: 100 },
  })
  const add = (...ids: readonly string[]): void => {
    for (const id of ids) {
      machine.add({ message: { id, name: 'said', data: id, meta: null, store: true, ttl: null }, bytes: 1 }, connected)
    }
  }
  return { machine, add }
}

const take = (machine: OutboxMachine): readonly Outgoing[] => machine.takeBatch(true)
const idsOf = (batch: readonly Outgoing[]): readonly string[] => batch.map(({ message }) => message.id)
/** Reads a whole answer: the same outcome for each message. Returns what was decided. */
const answer = (machine: OutboxMachine, batch: readonly Outgoing[], outcome: PublishOutcome): readonly string[] => {
  const outcomes = batch.map(() => outcome)
  return Array.from(machine.answered(batch, outcomes, true), ({ type }) => type)
}

it('sends a message of a refused batch alone also when more waits than one batch holds', () => {
  const { machine, add } = setup()
  add('a', 'b', 'c', 'd', 'e')
  const [first, second, third] = [take(machine), take(machine), take(machine)]
  answer(machine, first, { error: malformed })
  answer(machine, second, { error: malformed })
  expect(idsOf(take(machine))).toEqual([])
  answer(machine, third, { position: null, timestamp: 1, duplicate: false })
  expect(idsOf(take(machine))).toEqual(['a'])
})

it('waits as long as the service asked, also when a late answer comes meanwhile', () => {
  const { machine, add } = setup()
  add('late', 'other', 'refused')
  const [late, refused] = [take(machine), take(machine)]
  for (const id of ['late', 'other']) machine.timedOut(id)
  expect(answer(machine, refused, { error: busy })).toEqual(['pause'])
  expect(answer(machine, late, { error: busy })).toEqual([])
  expect(idsOf(take(machine))).toEqual([])
  machine.pauseOver()
  expect(idsOf(take(machine))).toEqual(['refused'])
})
