import type { PublishOutcome, RealtimeError } from '@herenow/adapter'
import type { OutboxDecision } from '../src/outbox/outbox-decision.ts'
import type { OutboxMachine } from '../src/outbox/outbox-machine.ts'
import type { Outgoing } from '../src/outbox/outgoing.ts'
import type { Prepared } from '../src/outbox/prepare.ts'
import type { Pause } from '../src/outbox/refusal-pause.ts'
import type { Tracked } from './outbox-rules.ts'
import { check, checkDeparture, checkReason, load, smallLimits } from './outbox-rules.ts'

/** A batch that has left and awaits its answer. */
export interface Flight {
  readonly batch: readonly Outgoing[]
  readonly messages: readonly Tracked[]
}

/** An answer that the machine is reading. */
export interface Reading extends Flight {
  readonly outcomes: readonly PublishOutcome[]
  readonly isConnected: boolean
  /** How many outcomes have been read. */
  read: number
}

/** A plain model of an outbox, moved on by what the machine decides. Throws where a decision breaks a promise. */
export class OutboxObserver {
  readonly #machine: OutboxMachine
  /** Under way, in publish order. */
  open: Tracked[] = []
  readonly failed: Map<string, Prepared> = new Map<string, Prepared>()
  /** After a refusal for now, until the pause is over. */
  isWaiting = false
  isPaused = false
  #asked = 0
  readonly #settled = new Set<string>()
  /** What the log shows as `sending`. */
  readonly #sending = new Set<string>()

  constructor(machine: OutboxMachine) {
    this.#machine = machine
  }

  get isQuiet(): boolean {
    return !this.open.some(({ isOut }) => isOut)
  }

  find(id: string): Tracked | undefined {
    return this.open.find((each) => each.id === id)
  }

  added(prepared: Prepared): void {
    const { id } = prepared.message
    this.#sending.add(id)
    this.open.push({ prepared, id, isOut: false, hasLeft: false, isSuspect: false, isUncertain: false })
  }

  left(batch: readonly Outgoing[], isConnected: boolean): Flight {
    check(isConnected && !this.isWaiting, 'something leaves that should wait')
    const messages = checkDeparture(this.open, batch)
    for (const message of messages) Object.assign(message, { isOut: true, hasLeft: true })
    return { batch, messages }
  }

  pauseOver(): void {
    this.isWaiting = false
    this.isPaused = false
    this.#asked = 0
  }

  follow(decision: OutboxDecision, reading: Reading | undefined): void {
    switch (decision.type) {
      case 'added':
        return
      case 'discarded':
        this.#sending.delete(decision.id)
        return
      case 'confirmed':
        return this.#confirm(decision.id, decision.isLate, reading)
      case 'failed':
        return this.#fail(decision.failed, decision.reason, reading)
      case 'pause':
        return this.#pause(decision.pause, reading)
    }
  }

  #confirm(id: string, isLate: boolean, reading: Reading | undefined): void {
    check(reading !== undefined, 'a message is confirmed without an answer')
    const message = this.#readUntilId(reading, id)
    check(isLate === !this.open.includes(message), 'a late answer is taken for another')
    if (isLate) check(this.#settled.has(id), 'an answer is late for a message that never settled')
    else this.#settle(message)
    this.#sending.delete(id)
    this.failed.delete(id)
  }

  #fail(failed: Prepared, reason: RealtimeError, reading: Reading | undefined): void {
    const { id } = failed.message
    const message = reading ? this.#readUntilId(reading, id) : this.find(id)
    check(message?.prepared.message === failed.message, 'another message fails')
    checkReason(message, reason)
    this.#settle(message)
    // What isn't shown as `sending` has not failed for those who look.
    if (!this.#sending.delete(id)) return
    this.failed.set(id, failed)
    check(this.#machine.keepFailed(failed, reason).length === 0, 'a failed message has to go too early')
  }

  #pause({ retryAfter = 0 }: Pause, reading: Reading | undefined): void {
    if (reading) this.readUntil(reading, reading.batch.length)
    check(this.isWaiting && !this.isPaused, 'a pause begins that nobody asked for')
    check(this.isQuiet, 'a pause begins while something is in flight')
    check(retryAfter === this.#asked, 'the pause is not the longest that was asked for')
    this.isPaused = true
  }

  /** Each message settles once. */
  #settle(message: Tracked): void {
    check(this.open.includes(message), 'a message settles twice')
    this.open = this.open.filter((each) => each !== message)
    this.#settled.add(message.id)
  }

  /** The machine has read the answer up to the message with this id, and has decided of that. */
  #readUntilId(reading: Reading, id: string): Tracked {
    const index = reading.messages.findIndex((each) => each.id === id)
    const message = reading.messages[index]
    check(message !== undefined, 'an answer concerns a message that was not asked for')
    this.readUntil(reading, index)
    message.isOut = false
    reading.read = index + 1
    return message
  }

  /** What was read and nothing was decided of stays under way. */
  readUntil(reading: Reading, end: number): void {
    for (const message of reading.messages.slice(reading.read, end)) {
      message.isOut = false
      const error = reading.outcomes[reading.messages.indexOf(message)]?.error
      if (this.open.includes(message)) this.#stays(message, error, reading.isConnected)
    }
    reading.read = Math.max(reading.read, end)
  }

  #stays(message: Tracked, error: RealtimeError | undefined, isConnected: boolean): void {
    check(error !== undefined, 'a stored message is not confirmed')
    message.isSuspect ||= error.code === 'protocol_error'
    message.isUncertain ||= error.outcome === 'unknown'
    if (!error.retryable || !isConnected) return
    this.isWaiting = true
    this.#asked = Math.max(this.#asked, error.retryAfter ?? 0)
  }

  compare(): void {
    const { isEmpty, hasFailed, waiting } = this.#machine
    const { messages, bytes } = load(this.open)
    const { maxQueuedMessages, maxQueuedBytes } = smallLimits.whileConnected
    check(waiting.messages === messages && waiting.bytes === bytes, 'the count is not that of the plain model')
    check(messages <= maxQueuedMessages && bytes <= maxQueuedBytes, 'more waits than may')
    check(isEmpty === (this.open.length === 0), 'it is empty, or not, against what is under way')
    check(hasFailed === this.failed.size > 0, 'it has failed messages, or not, against what failed')
  }
}
