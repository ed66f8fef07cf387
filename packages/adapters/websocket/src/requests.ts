import type { Clock, RealtimeError } from '@herenow/adapter'
import { deadline } from '@herenow/adapter'
import type { ClientRequest } from '@herenow/protocol'
import { fitsBytes, Malformed } from '@herenow/protocol'
import { adapterError, notConnected } from './adapter-error.ts'
import type { Outgoing } from './outgoing.ts'

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
export interface RequestOptions {
  /** Its answer counts however late it comes: only the end of the socket settles it otherwise. */
  readonly patient?: boolean | undefined
}

/** Requests under way on the present socket. */
export interface Requests {
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
  drop(error: RealtimeError): void
}

type Take = (error: RealtimeError | null, result: unknown) => void

export function createRequests(clock: Clock, outgoing: Outgoing, isConnected: () => boolean): Requests {
  const pending = new Map<number, Take>()
  let lastId = 0

  function answer(id: number, error: RealtimeError | null, result?: unknown): void {
    const take = pending.get(id)
    pending.delete(id)
    take?.(error, result)
  }

  const requests: Requests = {
    send(item, read, settle, { patient = false } = {}) {
      const id = (lastId += 1)
      const text = typeof item === 'function' ? item(id) : JSON.stringify({ ...item, id })
      if (!fitsBytes(text, outgoing.frameBytes)) {
        return settle({ error: adapterError('message_too_large', 'The request is too large.') })
      }
      const take: Take = (error, result) => settle(error ? { error } : readAnswer(read, result))
      // The request stays known after its time: a late answer still tells where the server stands.
      const cancel = patient ? (): void => {} : deadline(clock, requestTimeout, () => take(unanswered(), null))
      pending.set(id, (error, result) => {
        cancel()
        take(error, result)
      })
      outgoing.push(text)
    },
    ask: (item, read) =>
      new Promise((resolve, reject) => {
        if (!isConnected()) return reject(notConnected())
        requests.send(item, read, ({ error, value }) => (error ? reject(error) : resolve(value)))
      }),
    answer,
    drop(error) {
      // What its callers ask for next, they ask of another socket.
      for (const id of Array.from(pending.keys())) answer(id, error)
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
