import type { Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { receivedMessage } from '@herenow/testing'
import type { StreamDecision } from '../src/stream/stream-decision.ts'
import type { HistoryEvent, StreamEvent } from '../src/stream/stream-event.ts'
import type { StreamLimits } from '../src/stream/stream-rules.ts'
import { createStreamMachine } from '../src/stream/stream-machine.ts'
import { check, StreamObserver } from './stream-observer.ts'
import { compare, StreamService } from './stream-service.ts'
import type { Answer, Meanwhile, Since, StreamStep } from './stream-steps.ts'

const now = { message: 'Not now.', retryable: true } as const
const refusals = {
  'not now': new RealtimeError({ code: 'timeout', ...now }),
  'not before 2 s': new RealtimeError({ code: 'rate_limited', ...now, retryAfter: 2_000 }),
  never: new RealtimeError({ code: 'forbidden', message: 'No.' }),
}

/** A stream machine that follows a service through whatever happens. */
export class StreamModel {
  readonly #service = new StreamService()
  readonly #seen: StreamObserver
  readonly #machine: ReturnType<typeof createStreamMachine>
  #isAttached = false
  #hasBegun = false
  #hasHistory = true
  /** Up to where the adapter has told, and goes on after a drop. */
  #told: Position | null = null
  #continues: Position | undefined
  /** What the adapter has told last, and may tell again. */
  #newest: ReceivedMessage | null = null
  #meanwhile: Meanwhile | null = null
  #unstored = 0
  /** Nothing has happened that leaves a hole for good. */
  #isReachable: boolean

  constructor(limits: StreamLimits, isRoomy: boolean) {
    this.#machine = createStreamMachine({ compare, isShown: (id) => this.#seen.ids.has(id), limits })
    this.#seen = new StreamObserver(this.#machine, this.#service, limits)
    this.#isReachable = isRoomy
  }

  take(step: StreamStep): void {
    this.#meanwhile = step.meanwhile ?? null
    this.#act(step)
    this.#seen.checkBounds()
  }

  /** Attached, with history that answers in this way from here on. */
  finish(answer: 'page' | 'more' | 'nothing yet'): void {
    this.#hasHistory = true
    this.take({ type: 'attach', recovers: false, since: 'nowhere', knows: false })
    for (let round = 0; round < 100 && this.#seen.isHealing; round += 1) {
      this.take({ type: 'pause over' })
      this.take({ type: 'answer', answer })
    }
    check(!this.#seen.isHealing, 'healing never ends')
    if (this.#isReachable) check(this.#seen.marks === 0, 'messages are said to be missing that history has')
    this.take({ type: 'publish', count: 1, bytes: 2, isLost: false })
    check(this.#seen.isWhole, 'a message was not handed on')
  }

  #act(step: StreamStep): void {
    switch (step.type) {
      case 'publish':
        return this.#publish(step.count, step.bytes, step.isLost)
      case 'unstored':
        this.#unstored += 1
        // Beside it a mark may stand that is one too many: nobody can tell what it stood behind.
        this.#isReachable = false
        if (this.#isAttached) this.#receive(receivedMessage(null, { id: `u${this.#unstored}`, data: '' }))
        return
      case 'repeat':
        if (this.#isAttached && this.#newest) this.#receive(this.#newest)
        return
      case 'gap':
        if (this.#isAttached) this.#declareGap()
        return
      case 'attach':
        return this.#attach(step.recovers, step.since, step.knows)
      case 'drop':
        return this.#drop()
      case 'detach':
        return this.#leave('detach')
      case 'forget all':
        return this.#leave('forget all')
      case 'forget':
        this.#isReachable = false
        this.#service.forget(step.keep)
        return
      case 'restart':
        this.#isReachable = false
        this.#drop()
        this.#continues = this.#service.restart(step.keep)
        return
      case 'answer':
        return this.#answer(step.answer)
      case 'pause over':
        if (this.#seen.pause) this.#history({ type: 'pause-over', query: this.#seen.pause.query })
        return
      case 'cover':
        return this.#cover()
      case 'history ends':
        this.#isReachable = false
        this.#hasHistory = false
        return
    }
  }

  #publish(count: number, bytes: number, isLost: boolean): void {
    for (let times = 0; times < count; times += 1) {
      const { message } = this.#service.publish(bytes)
      if (this.#isAttached && !isLost) this.#receive(message)
    }
    // A service says so, when it couldn't deliver.
    if (this.#isAttached && isLost) this.#declareGap()
  }

  #receive(message: ReceivedMessage): void {
    const hasRoom = this.#seen.hasRoom(message)
    this.#told = message.position ?? this.#told
    this.#newest = message
    this.#seen.told(message)
    const decisions = this.#tell({ type: 'message', message })
    if (!decisions.includes('missing')) return
    check(!hasRoom, 'a gap is declared though there is room')
    this.#seen.healed()
  }

  #declareGap(): void {
    this.#told = this.#service.top
    this.#seen.forgetRefusals()
    const decisions = this.#tell({ type: 'gap', until: this.#told, hasHistory: this.#hasHistory })
    this.#readAsk(decisions)
  }

  #attach(recovers: boolean, since: Since, knows: boolean): void {
    const [oldest] = this.#service.stored
    const asked = since === 'the oldest' ? oldest?.position : undefined
    const from = this.#told ?? this.#machine.positions.current ?? asked ?? null
    const { top } = this.#service
    const recovered = recovers && from !== null && this.#service.isWholeAfter(from)
    const position = recovered ? from : top
    if (!this.#hasBegun && !this.#machine.positions.current) {
      this.#seen.begin(asked && oldest ? oldest.order : this.#service.count - 1)
      if (since === 'a time') this.#isReachable = false
    }
    this.#hasBegun = true
    this.#isAttached = true
    this.#seen.forgetRefusals()
    const decisions = this.#tell({
      type: 'attached',
      attached: {
        type: 'attached',
        channel: 'room',
        position,
        recovered,
        ...(knows && { continues: this.#continues }),
      },
      since: since === 'a time' ? new Date(0) : asked,
      hasHistory: this.#hasHistory,
    })
    this.#readAsk(decisions)
    if (!this.#isAttached) return
    this.#told = position
    if (!recovered) return
    for (const { message } of this.#service.after(from)) if (this.#isAttached) this.#receive(message)
  }

  /** What an attach or a gap leads to: a question, a mark without one, or nothing. */
  #readAsk(decisions: readonly StreamDecision['type'][]): void {
    if (decisions.includes('missing') && !decisions.includes('read')) this.#seen.healed()
  }

  #drop(): void {
    this.#isAttached = false
    const { question } = this.#seen
    const error = refusals['not now']
    if (question) this.#history({ type: 'read-failed', query: question, error, isConnected: false })
  }

  #leave(does: Meanwhile['does']): void {
    this.#isAttached = false
    if (does === 'detach') {
      this.#machine.stop()
      this.#seen.stopped()
      this.#told = this.#machine.positions.current
      return
    }
    this.#machine.reset()
    this.#seen.forgetAll()
    this.#told = null
    this.#hasBegun = false
    this.#newest = null
  }

  #cover(): void {
    const newest = this.#service.stored.at(-1)
    if (this.#hasBegun || !newest || this.#machine.positions.current) return
    this.#machine.positions.covered(newest.position)
    this.#seen.begin(newest.order)
  }

  #answer(answer: Answer): void {
    const { question: query, older } = this.#seen
    if (answer === 'to an older question') {
      const [first] = older
      const page = { items: this.#service.stored.map(({ message }) => message), next: null, complete: false }
      if (first) check(this.#tell({ type: 'page-read', query: first, page }).length === 0, 'an old answer counts')
      return
    }
    if (!query || this.#seen.pause) return
    if (answer === 'never') this.#isReachable = false
    if (answer === 'not now' || answer === 'not before 2 s' || answer === 'never') {
      return this.#history({ type: 'read-failed', query, error: refusals[answer], isConnected: this.#isAttached })
    }
    const page = this.#service.page(query)
    const next = answer === 'page' ? page.next : { limit: 1, direction: 'forwards' as const }
    if (answer !== 'page') this.#isReachable = false
    this.#seen.forgetRefusals()
    this.#history({ type: 'page-read', query, page: { ...page, next, ...(answer === 'nothing yet' && { items: [] }) } })
  }

  #history(event: HistoryEvent): void {
    const decisions = this.#tell(event)
    const isPaused = event.type === 'read-failed' && event.error.retryable && !event.isConnected
    if (isPaused) check(decisions.length === 0, 'it asks again while not connected')
    // A request is answered once.
    if (isPaused) this.#seen.question = null
    if (!isPaused && !decisions.includes('read') && !decisions.includes('wait')) this.#seen.healed()
  }

  /** Carries out what the machine decides; a listener may leave in between. Returns what was decided. */
  #tell(event: StreamEvent): readonly StreamDecision['type'][] {
    const meanwhile = this.#meanwhile
    this.#meanwhile = null
    let hasLeft = false
    const decided: StreamDecision['type'][] = []
    for (const decision of this.#machine.decide(event)) {
      check(!hasLeft, 'something is decided for one who has left')
      this.#seen.follow(decision)
      hasLeft = decided.length === meanwhile?.at
      decided.push(decision.type)
      if (hasLeft && meanwhile) this.#leave(meanwhile.does)
    }
    // Duplicates are dropped without a word.
    return hasLeft ? [] : decided
  }
}
