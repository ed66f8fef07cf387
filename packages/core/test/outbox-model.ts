import type { PublishOutcome } from '@herenow/adapter'
import type { OutboxDecision } from '../src/outbox/outbox-decision.ts'
import { createOutboxMachine } from '../src/outbox/outbox-machine.ts'
import type { Prepared } from '../src/outbox/prepare.ts'
import type { Flight, Reading } from './outbox-observer.ts'
import { OutboxObserver } from './outbox-observer.ts'
import { check, hasRoom, smallLimits } from './outbox-rules.ts'
import type { AppStep, OutboxStep } from './outbox-steps.ts'
import { outcomesOf, refusals } from './outbox-steps.ts'

/** An outbox machine and what happens to it, compared with a plain model: lists that are searched each time. */
export class OutboxModel {
  readonly #machine = createOutboxMachine(smallLimits)
  readonly #seen = new OutboxObserver(this.#machine)
  #flights: Flight[] = []
  #isConnected = false

  take(step: OutboxStep): void {
    this.#act(step)
    this.#leave()
    this.#seen.compare()
  }

  /** Everything is answered well from here on. */
  drain(): void {
    for (let round = 0; round < 100 && this.#seen.open.length > 0; round += 1) {
      this.take({ type: 'connect' })
      this.take({ type: 'answer', which: 0, answers: [], meanwhile: null })
      this.take({ type: 'pause over' })
    }
    check(this.#seen.open.length === 0, 'something never leaves')
  }

  failAll(): void {
    this.#act({ type: 'fail all', meanwhile: null })
    check(this.#machine.isEmpty, 'something is left after the end')
    this.#seen.compare()
  }

  #act(step: OutboxStep): void {
    switch (step.type) {
      case 'publish':
        for (const id of step.ids) this.#publish(`m${id}`, step.bytes)
        return
      case 'retry':
        return this.#retry(step.which)
      case 'discard':
        return this.#discard(step.which)
      case 'time out':
        return this.#timeOut(step.which)
      case 'fail all':
        return this.#failAll(step.meanwhile)
      case 'connect':
        this.#isConnected = true
        return
      case 'drop':
        return this.#drop()
      case 'pause over':
        return this.#endPause()
      case 'answer': {
        const flight = this.#flights[step.which % this.#flights.length]
        if (flight) this.#answer(flight, outcomesOf(step.answers, flight.batch.length), step.meanwhile)
        return
      }
    }
  }

  #publish(id: string, bytes: number): void {
    // The same id under way is the same message.
    if (this.#seen.find(id)) return
    this.#add({ message: { id, name: 'said', data: bytes, meta: null, store: true, ttl: null }, bytes })
  }

  #add(prepared: Prepared): void {
    const isTaken = hasRoom(this.#seen.open, prepared.bytes, this.#isConnected)
    this.#seen.added(prepared)
    const decisions = this.#machine.add(prepared, { isConnected: this.#isConnected, unavailable: null })
    check(decisions[0]?.type === (isTaken ? 'added' : 'failed'), 'the bounds are not those of a plain count')
    this.#carryOut(decisions, null)
  }

  #retry(which: number): void {
    const id = [...this.#seen.failed.keys()][which % this.#seen.failed.size]
    if (id === undefined) return
    const prepared = this.#machine.takeFailed(id)
    const isFree = !this.#seen.find(id)
    check(prepared === (isFree ? this.#seen.failed.get(id) : null), 'a failed message can not be tried again')
    if (!prepared) return
    this.#seen.failed.delete(id)
    this.#add(prepared)
  }

  #discard(which: number): void {
    const ids = [...this.#seen.open.map(({ id }) => id), ...this.#seen.failed.keys()]
    const id = ids[which % ids.length]
    if (id === undefined) return
    this.#seen.failed.delete(id)
    this.#carryOut(this.#machine.discard(id), null)
    check(!this.#seen.find(id), 'a discarded message is still under way')
  }

  #timeOut(which: number): void {
    const message = this.#seen.open[which % this.#seen.open.length]
    if (!message) return
    this.#carryOut(this.#machine.timedOut(message.id), null)
    check(!this.#seen.open.includes(message), 'a message outlives its time')
  }

  #failAll(meanwhile: AppStep | null): void {
    const all = [...this.#seen.open]
    this.#isConnected = false
    this.#seen.pauseOver()
    this.#carryOut(this.#machine.failAll(refusals['for good']), meanwhile)
    check(!all.some((each) => this.#seen.open.includes(each)), 'a message outlives the end')
  }

  /** As the contract of a session says, it answers everything at a drop. */
  #drop(): void {
    this.#isConnected = false
    // Each answer replaces the list.
    for (const flight of this.#flights) {
      this.#answer(
        flight,
        flight.batch.map(() => ({ error: refusals['by silence'] })),
        null,
      )
    }
  }

  #endPause(): void {
    if (!this.#seen.isPaused) return
    this.#seen.pauseOver()
    this.#machine.pauseOver()
  }

  #answer(flight: Flight, outcomes: readonly PublishOutcome[], meanwhile: AppStep | null): void {
    this.#flights = this.#flights.filter((each) => each !== flight)
    const reading: Reading = { ...flight, outcomes, isConnected: this.#isConnected, read: 0 }
    this.#carryOut(this.#machine.answered(flight.batch, outcomes, this.#isConnected), meanwhile, reading)
    this.#seen.readUntil(reading, flight.batch.length)
    const { isWaiting, isQuiet, isPaused } = this.#seen
    check(!isWaiting || !isQuiet || isPaused, 'messages wait for nothing')
  }

  #carryOut(decisions: Iterable<OutboxDecision>, meanwhile: AppStep | null, reading?: Reading): void {
    let next = meanwhile
    for (const decision of decisions) {
      this.#seen.follow(decision, reading)
      if (!next) continue
      this.#act(next)
      this.#leave()
      next = null
    }
  }

  #leave(): void {
    for (;;) {
      const batch = this.#machine.takeBatch(this.#isConnected)
      if (batch.length === 0) break
      this.#flights.push(this.#seen.left(batch, this.#isConnected))
    }
    const isStuck = this.#isConnected && !this.#seen.isWaiting && this.#seen.isQuiet && this.#seen.open.length > 0
    check(!isStuck, 'nothing leaves though it may')
  }
}
