import type { AttachedEvent, Capabilities, HistoryQuery, Position, ReceivedMessage, Timer } from '@herenow/adapter'
import { assertNever, retryPause } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { toRealtimeError } from '../client/errors.ts'
import type { ReadPause, StreamDecision } from './stream-decision.ts'
import type { StreamEvent } from './stream-event.ts'
import { createStreamMachine } from './stream-machine.ts'
import type { ComparePositions } from './stream-positions.ts'
import { defaultStreamLimits } from './stream-rules.ts'

/**
 * A channel's messages on their way in, each once and in order, with declared gaps healed through history. The machine
 * beside decides all of that; here it is told what happens, and its decisions are carried out.
 */
export interface MessageStream {
  /** Where to resume from. */
  readonly position: Position | null
  /** Where live messages began without a hole since. */
  readonly attachPosition: Position | null
  /** Where everything that we hand on began: history before it is the log's to read. */
  readonly start: Position | null
  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void
  /** `since`: where the first attach asked to begin; not to be able to is a gap like any other. */
  attached(event: AttachedEvent, since: Position | Date | undefined): void
  /** Messages up to `until` didn't reach us: heals what history has, and declares the rest. */
  gap(until: Position | null): void
  message(message: ReceivedMessage): void
  /** Detached: what was buffered comes again with the next attach. */
  stop(): void
  reset(): void
}

export interface MessageStreamNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'clock' | 'random' | 'session' | 'isConnected' | 'compare' | 'pacer'>
  readonly capabilities: () => Pick<Capabilities, 'history'>
  /** Events of the channel are wanted. */
  readonly isActive: () => boolean
  /** The log shows a message of this id that the service has told. */
  readonly isShown: (id: string) => boolean
  /** Gets each message once and in order, live, replayed and healed alike. */
  readonly onMessage: (message: ReceivedMessage) => void
  /** Messages are missing here that can't be had. */
  readonly onMissing: () => void
}

export function createMessageStream(needs: MessageStreamNeeds): MessageStream {
  const { client, name } = needs
  const compare: ComparePositions = (a, b) => client.compare(name, a, b)
  const machine = createStreamMachine({ compare, isShown: needs.isShown, limits: defaultStreamLimits })
  const { positions } = machine
  /** What happens while a listener runs waits until the event before has been dealt with. */
  let events: StreamEvent[] = []
  let isBusy = false
  let timer: Timer = null

  function tell(event: StreamEvent): void {
    events.push(event)
    if (isBusy) return
    isBusy = true
    try {
      client.pacer.batch(dealWithEvents)
    } finally {
      isBusy = false
    }
  }

  function dealWithEvents(): void {
    for (let next = events.shift(); next; next = events.shift()) carryOut(machine.decide(next))
  }

  function carryOut(decisions: Iterable<StreamDecision>): void {
    for (const decision of decisions) {
      switch (decision.type) {
        case 'message':
          needs.onMessage(decision.message)
          break
        case 'missing':
          needs.onMissing()
          break
        case 'read':
          clearTimer()
          void read(decision.query)
          break
        case 'wait':
          wait(decision.pause)
          break
        default:
          assertNever(decision)
      }
      // A listener may have closed the connection, and the end of it is still to be told.
      if (!needs.isActive() || client.session === null) return stop()
    }
  }

  async function read(query: HistoryQuery): Promise<void> {
    const { session } = client
    if (!session) return
    try {
      const page = await session.history(name, query)
      if (session === client.session) tell({ type: 'page-read', query, page })
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Reading history')
      if (session === client.session) tell({ type: 'read-failed', query, error, isConnected: client.isConnected })
    }
  }

  function wait({ query, step, retryAfter }: ReadPause): void {
    const pause = retryPause(step, client.random, retryAfter)
    timer = client.clock.setTimeout(() => tell({ type: 'pause-over', query }), pause)
  }

  function clearTimer(): void {
    client.clock.clearTimeout(timer)
  }

  function stop(): void {
    clearTimer()
    events = []
    machine.stop()
  }

  const hasHistory = (): boolean => needs.capabilities().history !== 'none'

  return {
    get position() {
      return positions.current
    },
    get attachPosition() {
      return positions.attach
    },
    get start() {
      return positions.start
    },
    covered: positions.covered,
    attached: (event, since) => tell({ type: 'attached', attached: event, since, hasHistory: hasHistory() }),
    gap: (until) => tell({ type: 'gap', until, hasHistory: hasHistory() }),
    message: (message) => tell({ type: 'message', message }),
    stop,
    reset() {
      stop()
      machine.reset()
    },
  }
}
