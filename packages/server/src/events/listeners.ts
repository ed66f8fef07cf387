import type { Clock, Logger, Random, Timer } from '@herenow/adapter'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import type { Turns } from '../socket/turns.ts'
import type { AllEventCounts, EventStats } from './event-stats.ts'
import { newEventCounts, statsOf } from './event-stats.ts'
import type { CallOutcome, Fact } from './listener-queue.ts'
import { ListenerQueue, listenerDeadline, mostWaitingEvents } from './listener-queue.ts'
import type { ServerEvent, ServerEventListener, ServerEventOf, ServerEventType } from './server-event.ts'
import { serverEventTypes } from './server-event.ts'

/** Milliseconds that a server which stops waits for its listeners. */
const listenersEnd = 5_000
/** Milliseconds between two lines of the log about the same. */
const silence = 1_000

/** What telling listeners takes. */
export interface ListenersNeeds {
  readonly clock: Clock
  readonly random: Random
  readonly turns: Pick<Turns, 'now' | 'later'>
  readonly log: Logger
}

/** What each event has. */
export type EventHead = Pick<ServerEvent, 'id' | 'timestamp'>

/** Somebody who hears of events. */
interface Hearer {
  readonly types: readonly ServerEventType[]
  readonly hear: (fact: Fact) => void
}

/** Who listens to events of this server, and what became of what they were to be told. */
export class Listeners {
  readonly #needs: ListenersNeeds
  readonly #hearers = new Set<Hearer>()
  readonly #queues = new Set<ListenerQueue>()
  readonly #counts: AllEventCounts = newEventCounts()
  /** Names that somebody listens to. */
  readonly #wanted = new Set<ServerEventType>()
  readonly #onWanted: (types: ReadonlySet<ServerEventType>) => void
  /** Ids begin with it: other ones after each start. */
  readonly #run: string
  #number = 0
  #isClosed = false
  /** By text: when it may be logged again, and how often it wasn't meanwhile. */
  readonly #said = new Map<string, { until: number; more: number }>()

  /** `onWanted` is told which names somebody listens to, each time that it changes. */
  constructor(needs: ListenersNeeds, onWanted: (types: ReadonlySet<ServerEventType>) => void) {
    this.#needs = needs
    this.#onWanted = onWanted
    this.#run = randomId(needs.random, 9)
  }

  /** Whether anybody listens to events of this name. */
  wants(type: ServerEventType): boolean {
    return this.#wanted.has(type)
  }

  /** Tells a listener from now on. Returns what ends that. Throws `invalid_argument` for a name that doesn't exist. */
  on<Type extends ServerEventType>(types: Type | readonly Type[], listener: ServerEventListener<Type>): () => void {
    const names = checkedTypes(types)
    if (typeof listener !== 'function') throw refusal('invalid_argument', 'The listener must be a function.')
    const { clock, turns } = this.#needs
    const queue = new ListenerQueue({
      clock,
      turns,
      listener: (event) => (isOf(names, event) ? listener(event) : undefined),
      onCalled: (type, outcome, milliseconds) => this.#called(type, outcome, milliseconds),
      onDropped: (type) => this.dropped(type, `more than ${mostWaitingEvents} waited for a listener`),
    })
    this.#queues.add(queue)
    const off = this.#add({ types: names, hear: (fact) => queue.add(fact) })
    return () => {
      off()
      this.#queues.delete(queue)
      queue.end(false)
    }
  }

  /**
   * For parts of the server that keep events: `take` hears of each at once, while it happens, so it must be short and
   * leave the server alone.
   */
  tap<Type extends ServerEventType>(types: readonly Type[], take: (event: ServerEventOf<Type>) => void): () => void {
    const hear = ({ type, read }: Fact): void => {
      const event = read()
      try {
        if (isOf(types, event)) take(event)
      } catch (error) {
        this.#say(`The event "${type}" could not be kept`, { error })
      }
    }
    return this.#add({ types, hear })
  }

  /** Something has happened. `make` is called once for each listener. */
  tell(type: ServerEventType, key: string, size: number, make: (head: EventHead) => ServerEvent): void {
    if (this.#isClosed || !this.wants(type)) return
    this.#number += 1
    const head = { id: `${this.#run}-${this.#number.toString(36)}`, timestamp: this.#needs.clock.date() }
    const fact: Fact = { type, key, size, read: () => make(head) }
    for (const { types, hear } of this.#hearers) if (types.includes(type)) hear(fact)
  }

  /** An event isn't told. */
  dropped(type: ServerEventType, why: string): void {
    this.#counts[type].dropped += 1
    this.#say(`An event "${type}" was dropped: ${why}`, {})
  }

  stats(): Readonly<Record<ServerEventType, EventStats>> {
    return statsOf(this.#counts)
  }

  /** Takes no more, and resolves when listeners have been told of the rest, or after 5 s: what is left then is dropped. */
  async close(): Promise<void> {
    this.#isClosed = true
    const { clock } = this.#needs
    const queues = [...this.#queues]
    let timer: Timer = null
    const late = new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, listenersEnd)))
    await Promise.race([Promise.all(queues.map((queue) => queue.idle())), late])
    clock.clearTimeout(timer)
    for (const queue of queues) queue.end(true)
  }

  #add(hearer: Hearer): () => void {
    this.#hearers.add(hearer)
    this.#review()
    return () => {
      if (this.#hearers.delete(hearer)) this.#review()
    }
  }

  #review(): void {
    this.#wanted.clear()
    for (const { types } of this.#hearers) for (const type of types) this.#wanted.add(type)
    this.#onWanted(this.#wanted)
  }

  #called(type: ServerEventType, outcome: CallOutcome, milliseconds: number): void {
    const counts = this.#counts[type]
    counts.told += 1
    counts.milliseconds += milliseconds
    if (outcome.kind === 'late') {
      counts.late += 1
      this.#say(`A listener of "${type}" took longer than ${listenerDeadline / 1_000} s`, {})
    } else if (outcome.kind === 'failed') {
      counts.failed += 1
      this.#say(`A listener of "${type}" failed`, { error: outcome.error })
    }
  }

  /** Listeners fail as often as something happens, and a log must not be filled by that. */
  #say(text: string, details: object): void {
    const now = this.#needs.clock.now()
    const said = this.#said.get(text)
    if (said !== undefined && now < said.until) {
      said.more += 1
      return
    }
    this.#said.set(text, { until: now + silence, more: 0 })
    this.#needs.log.error(text, said === undefined || said.more === 0 ? details : { ...details, notLogged: said.more })
  }
}

function checkedTypes<Type extends ServerEventType>(types: Type | readonly Type[]): readonly Type[] {
  const none: readonly Type[] = []
  const names = none.concat(types)
  const isKnown = (name: Type): boolean => serverEventTypes.includes(name)
  if (names.length > 0 && names.every(isKnown)) return names
  const unknown = String(names.find((name) => !isKnown(name))).slice(0, 60)
  const what = names.length === 0 ? 'No event was named.' : `There is no event "${unknown}".`
  throw refusal('invalid_argument', what, { hint: `Known: ${serverEventTypes.join(', ')}.` })
}

function isOf<Type extends ServerEventType>(types: readonly Type[], event: ServerEvent): event is ServerEventOf<Type> {
  return types.some((type) => type === event.type)
}
