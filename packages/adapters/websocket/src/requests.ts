import type { Clock, RealtimeError } from '@herenow/adapter'
import { adapterError, deadline, notConnected } from '@herenow/adapter'
import type { ClientRequest } from '@herenow/protocol'
import { fitsBytes, Malformed } from '@herenow/protocol'
import { blamedError, lostError } from './connection/close-reaction.ts'
import type { Outgoing } from './outgoing.ts'
import type { RequestGate, SocketEnd, Traceable } from './request-gate.ts'
import { createRequestGate } from './request-gate.ts'

/** Milliseconds. */
const requestTimeout = 10_000

/** What came back: the answer as read, or why there is none. */
type Answer<T> =
  | { readonly error: RealtimeError; readonly value?: undefined }
  | { readonly error?: undefined; readonly value: T }

/** What may be left out may also be `undefined`: JSON leaves it out. */
export type Loose<Item> = {
  [Key in keyof Item]: Item extends Record<Key, Item[Key]> ? Item[Key] : Item[Key] | undefined
}

type WithoutId<Item> = Item extends unknown ? Loose<Omit<Item, 'id'>> : never

/** A request before it has its correlation id. */
type Unnumbered = WithoutId<ClientRequest>

/** How a request is made. */
interface RequestOptions {
  /** Its answer counts however late it comes: only the end of the socket settles it otherwise. */
  readonly patient?: boolean | undefined
  /** It is repeated on the next socket: one that makes the server close sockets has to be found. */
  readonly trace?: Traceable | undefined
}

/** Requests under way on the present socket. */
export interface Requests extends Pick<RequestGate, 'isSuspected' | 'welcomed'> {
  /**
   * Sends a request, or what `encode` makes of a fresh id. For callers that know themselves when that is possible.
   * `settle` may be called a second time: after a timeout the answer can still come.
   */
  send<T>(
    item: Unnumbered | ((id: number) => string),
    read: (result: unknown) => T,
    settle: (answer: Answer<T>) => void,
    options?: RequestOptions,
  ): void
  /** Sends a request and reads its answer. Rejects at once with `connection_closed` while not connected. */
  ask<T>(item: Unnumbered, read: (result: unknown) => T): Promise<T>
  /** An answer came. One that nobody waits for is ignored. */
  answer(id: number, error: RealtimeError | null, result?: unknown): void
  /** The socket is gone: nothing more will be answered. */
  drop(end: SocketEnd): void
}

type Take = (error: RealtimeError | null, result: unknown) => void

interface Pending {
  readonly take: Take
  readonly trace: Traceable | undefined
  readonly sentAt: number
  readonly cancelDeadline: () => void
  /** It was told that no answer came. It stays known: a late answer still tells where the server stands. */
  isOverdue: boolean
}

export function createRequests(clock: Clock, outgoing: Outgoing, isConnected: () => boolean): Requests {
  const pending = new Map<number, Pending>()
  const gate = createRequestGate(clock)
  let lastId = 0

  function start(id: number, text: string, take: Take, { patient = false, trace }: RequestOptions): void {
    const cancelDeadline = patient ? (): void => {} : deadline(clock, requestTimeout, overdue)
    const request: Pending = { take, trace, sentAt: clock.now(), cancelDeadline, isOverdue: false }
    pending.set(id, request)
    outgoing.push(text)

    function overdue(): void {
      release(request)
      request.isOverdue = true
      take(unanswered(), null)
    }
  }

  /** Others may leave in its place. */
  function release({ trace, isOverdue }: Pending): void {
    if (trace && !isOverdue) gate.settled(trace.key)
  }

  const requests: Requests = {
    isSuspected: (key) => gate.isSuspected(key),
    welcomed: () => gate.welcomed(),
    send(item, read, settle, options = {}) {
      const id = (lastId += 1)
      const text = typeof item === 'function' ? item(id) : JSON.stringify({ ...item, id })
      if (!fitsBytes(text, outgoing.frameBytes)) {
        return settle({ error: adapterError('message_too_large', 'The request is too large.') })
      }
      const take: Take = (error, result) => settle(error ? { error } : readAnswer(read, result))
      const leave = (): void => start(id, text, take, options)
      if (options.trace) gate.pass(options.trace, leave, () => take(notConnected(), null))
      else leave()
    },
    ask: (item, read) =>
      new Promise((resolve, reject) => {
        if (!isConnected()) return reject(notConnected())
        requests.send(item, read, ({ error, value }) => (error ? reject(error) : resolve(value)))
      }),
    answer(id, error, result) {
      const request = pending.get(id)
      if (!request) return
      pending.delete(id)
      request.cancelDeadline()
      release(request)
      request.take(error, result)
    },
    drop(end) {
      const dropped = Array.from(pending.values())
      pending.clear()
      const first = dropped.find(({ trace, isOverdue }) => trace && !isOverdue)
      const blamed = gate.ended(end, first?.trace && { key: first.trace.key, sentAt: first.sentAt })
      // What their callers ask for next, they ask of another socket.
      for (const { take, trace, cancelDeadline } of dropped) {
        cancelDeadline()
        take(
          blamed !== null && trace?.key === blamed ? blamedError(end.code, trace.retryAfter) : lostError(end.code),
          null,
        )
      }
    },
  }
  return requests
}

function unanswered(): RealtimeError {
  return adapterError('timeout', 'The server did not answer in time.', { retryable: true, outcome: 'unknown' })
}

function readAnswer<T>(read: (result: unknown) => T, result: unknown): Answer<T> {
  try {
    return { value: read(result) }
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause
    return {
      error: adapterError('protocol_error', `The answer is malformed: ${cause.message}.`, {
        outcome: 'unknown',
        cause,
      }),
    }
  }
}
