import type { AdapterContext, AdapterEvent, SessionState, Timer } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { Conditions, Reachable } from './conditions.ts'
import { connectionError } from './memory-error.ts'
import type { ServiceConnection } from './service-connection.ts'
import type { Service } from './service.ts'
import { createWire } from './wire.ts'

/** Milliseconds. */
const presenceGrace = 10_000
const firstRetry = 100
const longestRetry = 5_000

/** What came back, or why nothing did: it was lost with the connection, or (origin `server`) refused. */
export type Answer<T> =
  | { readonly error: RealtimeError; readonly value?: undefined }
  | { readonly error?: undefined; readonly value: T }

/** Takes an answer; adds what is to be told with it. */
type Settle<T> = (answer: Answer<T>, events: AdapterEvent[]) => void

export interface ClientConnectionHost {
  readonly context: AdapterContext
  readonly clientId: string
  readonly service: Service
  readonly conditions: Conditions
  /** Takes what the service tells; adds what is to be told of it. */
  onEvent(event: AdapterEvent, events: AdapterEvent[]): void
  onConnected(): void
  onDown(): void
  onEnded(reason: RealtimeError): void
}

/** One client's way to the service. */
export interface ClientConnection extends Reachable {
  readonly isConnected: boolean
  readonly connect: () => void
  close(): void
  /** Has `work` done by the service; the answer comes later. */
  send<T>(work: (connection: ServiceConnection, now: number) => T, settle: Settle<T>): void
  /** The same for callers that wait; rejects with `connection_closed` while not connected. */
  ask<T>(work: (connection: ServiceConnection, now: number) => T): Promise<T>
}

export function createClientConnection(host: ClientConnectionHost): ClientConnection {
  const { context, clientId, service, conditions } = host
  const { clock, random } = context.env
  const pending = new Set<(error: RealtimeError) => void>()
  let state: SessionState | null = null
  let connection: ServiceConnection | null = null
  let attempt = 0
  let retryTimer: Timer = null
  let graceTimer: Timer = null

  const latency = (): number => conditions.latency
  const up = createWire<() => void>(clock, latency, (frame) => arrives() && frame.forEach((work) => work()))
  const down = createWire<(events: AdapterEvent[]) => void>(clock, latency, (frame) => {
    if (!arrives()) return
    const events: AdapterEvent[] = []
    for (const take of frame) take(events)
    if (events.length > 0) context.emit(events)
  })

  /** A frame that is lost takes its connection with it. */
  function arrives(): boolean {
    if (random.next() >= conditions.dropRate) return true
    interrupt()
    return false
  }

  function enter(next: SessionState): void {
    state = next
    clock.clearTimeout(retryTimer)
  }

  function connect(): void {
    if (state?.status === 'connecting' || state?.status === 'connected' || state?.status === 'closed') return
    attempt += 1
    enter({ status: 'connecting', attempt })
    context.emit([{ type: 'connection', state: { status: 'connecting', attempt } }])
    up.push(() => (conditions.offline || conditions.cutOff.has(clientId) ? interrupt() : accept()))
  }

  /** At the service. */
  function accept(): void {
    const { info } = context
    connection = service.connect({ clientId, info }, connection, (event) => {
      down.push((events) => host.onEvent(event, events))
    })
    const { connectionId } = connection
    endGrace()
    down.push((events) => {
      const connected: SessionState = { status: 'connected', connectionId, clientId, info }
      attempt = 0
      enter(connected)
      events.push({ type: 'connection', state: connected })
      host.onConnected()
    })
  }

  function interrupt(): void {
    if (state?.status !== 'connecting' && state?.status !== 'connected') return
    const reason =
      state.status === 'connected'
        ? connectionError('connection_closed', 'The connection was interrupted.')
        : connectionError('connection_failed', 'The hub could not be reached.')
    if (state.status === 'connecting' && context.failFast) return end({ status: 'failed', reason }, reason)
    const delay = Math.min(longestRetry, firstRetry * 2 ** attempt) * (0.5 + random.next() / 2)
    const next: SessionState = { status: 'disconnected', reason, attempt, retryAt: clock.date() + delay }
    enter(next)
    letGo(connectionError('connection_closed', 'The connection was interrupted.', { outcome: 'unknown' }))
    retryTimer = clock.setTimeout(connect, delay)
    context.emit([{ type: 'connection', state: next }])
  }

  function letGo(lost: RealtimeError): void {
    up.cut()
    down.cut()
    const left = connection
    if (left !== null) {
      service.lose(left)
      // Attempts that fail don't prolong it.
      graceTimer ??= clock.setTimeout(() => service.end(left, 'timeout'), presenceGrace)
    }
    host.onDown()
    for (const reject of Array.from(pending)) reject(lost)
  }

  function endGrace(): void {
    clock.clearTimeout(graceTimer)
    graceTimer = null
  }

  function end(next: SessionState & { readonly status: 'closed' | 'failed' }, reason: RealtimeError): void {
    enter(next)
    letGo(reason)
    endGrace()
    if (connection !== null) service.end(connection, 'leave')
    connection = null
    attempt = 0
    host.onEnded(reason)
    context.emit([{ type: 'connection', state: next }])
  }

  function answerOf<T>(work: (connection: ServiceConnection, now: number) => T, asking: ServiceConnection): Answer<T> {
    try {
      return { value: work(asking, clock.date()) }
    } catch (error) {
      if (!RealtimeError.isInstance(error)) throw error
      return { error }
    }
  }

  function send<T>(work: (connection: ServiceConnection, now: number) => T, settle: Settle<T>): void {
    const reject = (error: RealtimeError): void => {
      pending.delete(reject)
      settle({ error }, [])
    }
    pending.add(reject)
    up.push(() => {
      if (connection === null) return
      const answer = answerOf(work, connection)
      down.push((events) => {
        pending.delete(reject)
        settle(answer, events)
      })
    })
  }

  return {
    clientId,
    get isConnected() {
      return state?.status === 'connected'
    },
    connect,
    close() {
      const reason = connectionError('connection_closed', 'The session was closed.', {
        retryable: false,
        outcome: 'unknown',
      })
      if (state?.status !== 'closed') end({ status: 'closed' }, reason)
    },
    send,
    ask: (work) =>
      new Promise((resolve, reject) => {
        if (state?.status !== 'connected') return reject(connectionError('connection_closed', 'Not connected.'))
        send(work, (answer) => (answer.error === undefined ? resolve(answer.value) : reject(answer.error)))
      }),
    interrupt,
    wake() {
      if (state?.status === 'disconnected') connect()
    },
  }
}
