import type { HistoryQuery, ReceivedMessage } from '@herenow/adapter'
import { retryStep } from '@herenow/adapter'
import { messageBytes } from '../src/stream/buffered-messages.ts'
import type { ReadPause, StreamDecision } from '../src/stream/stream-decision.ts'
import type { StreamLimits } from '../src/stream/stream-rules.ts'
import type { StreamMachine } from '../src/stream/stream-machine.ts'
import { compare } from './stream-service.ts'
import type { StreamService } from './stream-service.ts'

export function check(holds: boolean, broken: string): asserts holds {
  if (!holds) throw new Error(broken)
}

/** What a plain observer knows of a stream: what it has handed on, and what it has yet to. Throws where a promise is broken. */
export class StreamObserver {
  readonly #machine: StreamMachine
  readonly #service: StreamService
  readonly #limits: StreamLimits
  /** Ids of what was handed on. */
  readonly ids: Set<string> = new Set<string>()
  /** Told live, and neither handed on nor known. */
  waiting: ReceivedMessage[] = []
  /** Told live while one hole is healed: as much as may be buffered. */
  #toldMeanwhile: ReceivedMessage[] = []
  marks = 0
  isHealing = false
  question: HistoryQuery | null = null
  pause: ReadPause | null = null
  /** Questions whose answers are nobody's. */
  readonly older: HistoryQuery[] = []
  #refusals = 0
  /** The last that was handed on, or where everything began; `null` behind a mark. */
  #last: number | null = null
  #epoch = ''
  #offset = 0

  constructor(machine: StreamMachine, service: StreamService, limits: StreamLimits) {
    this.#machine = machine
    this.#service = service
    this.#limits = limits
  }

  /** Everything after the message of this order is to be handed on, or to be declared missing. */
  begin(order: number): void {
    this.#last = order
  }

  told(message: ReceivedMessage): void {
    if (this.isHealing) this.#toldMeanwhile.push(message)
    if (!this.ids.has(message.id) && !this.waiting.some(({ id }) => id === message.id)) this.waiting.push(message)
  }

  follow(decision: StreamDecision): void {
    switch (decision.type) {
      case 'message':
        return this.#handedOn(decision.message)
      case 'missing':
        this.marks += 1
        this.#last = null
        return
      case 'read':
        return this.#asked(decision.query)
      case 'wait':
        check(decision.pause.query === this.question, 'it waits for a question that nobody has asked')
        check(decision.pause.step === retryStep(this.#refusals), 'a pause is not that after so many refusals')
        this.#refusals += 1
        this.pause = decision.pause
        return
    }
  }

  #handedOn({ id, position }: ReceivedMessage): void {
    check(!this.ids.has(id), 'a message is handed on twice')
    this.ids.add(id)
    this.waiting = this.waiting.filter((each) => each.id !== id)
    if (!position) return
    const { epoch, offset } = position
    const { current } = this.#machine.positions
    check(current !== null && compare(current, position) === 0, 'it would resume from elsewhere than what it handed on')
    const isBehind = epoch === this.#epoch ? Number(offset) > this.#offset : epoch > this.#epoch
    check(isBehind, 'a message is handed on out of order')
    this.#epoch = epoch
    this.#offset = Number(offset)
    const order = Number(id.slice(1))
    const isNext = this.#last === null || this.#service.isNothingBetween(this.#last, order)
    check(isNext, 'messages are missing without a mark')
    this.#last = order
  }

  #asked(query: HistoryQuery): void {
    const { pageSize } = this.#limits
    check(query.limit === pageSize && query.direction === 'forwards' && query.until !== undefined, 'an odd question')
    this.forgetQuestion()
    this.question = query
    this.isHealing = true
  }

  forgetQuestion(): void {
    if (this.question) this.older.push(this.question)
    this.question = null
    this.pause = null
  }

  /** The service took a question, or the channel was attached anew. */
  forgetRefusals(): void {
    this.#refusals = 0
  }

  healed(): void {
    this.isHealing = false
    this.#toldMeanwhile = []
    this.forgetQuestion()
    this.#refusals = 0
  }

  stopped(): void {
    this.healed()
    this.waiting = []
  }

  forgetAll(): void {
    this.stopped()
    this.ids.clear()
    this.#last = null
    this.#epoch = ''
    this.#offset = 0
  }

  /** Whether one more message surely has room. */
  hasRoom(message: ReceivedMessage): boolean {
    return this.#fits([...this.#toldMeanwhile, message])
  }

  /** Between two events. */
  checkBounds(): void {
    check(this.isHealing || this.waiting.length === 0, 'messages wait for nothing')
    check(this.#fits(this.waiting), 'more is buffered than may')
    const { current } = this.#machine.positions
    const handedOn = { epoch: this.#epoch, offset: this.#offset }
    check(current === null || compare(current, handedOn) !== -1, 'it would resume before what it handed on')
  }

  #fits(messages: readonly ReceivedMessage[]): boolean {
    const bytes = messages.reduce((sum, message) => sum + messageBytes(message), 0)
    return messages.length <= this.#limits.bufferedMessages && bytes <= this.#limits.bufferedBytes
  }

  /** Everything after `base` was handed on. */
  get isWhole(): boolean {
    return this.#last === this.#service.count - 1
  }
}
