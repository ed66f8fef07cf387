import { refusal } from '../../refusal.ts'
import type { Durability, EngineMessage, EngineOutcome, Retention } from '../engine.ts'

/** A publish that waits for the next commit. */
interface PublishCall {
  readonly channel: string
  readonly removes?: undefined
  readonly messages: readonly EngineMessage[]
  readonly retention: Retention
  readonly durability: Durability
}

/** The wish to forget what was published in a channel before, or one message of it. It waits in line with the publishes. */
interface RemovalCall {
  readonly channel: string
  readonly removes: 'history' | { readonly messageId: string }
}

export type StoreCall = PublishCall | RemovalCall

/** What a call has done. */
export interface CallDone {
  /** Of each message that was published. */
  readonly outcomes: readonly EngineOutcome[]
  /** There was something to remove. */
  readonly removed: boolean
}

/** What became of a call. */
export type CallResult = CallDone | { readonly error: unknown }

interface Waiting {
  readonly call: StoreCall
  readonly size: number
  readonly resolve: (done: CallDone) => void
  readonly reject: (error: unknown) => void
}

/** A commit takes calls until it has so many messages, or so many characters, and at least one call. */
const messagesPerCommit = 100
const sizePerCommit = 1_048_576

/** So many characters may wait; what comes beyond that is refused for now. */
const mostWaiting = 67_108_864

/**
 * Gathers the publishes of one turn of the event loop, stores them together, and settles them in call order. What is
 * over the bound of one commit waits for the next turn, so that sockets are read in between.
 */
export class GroupCommit {
  readonly #store: (calls: readonly StoreCall[]) => readonly CallResult[]
  readonly #afterInput: (callback: () => void) => void
  #waiting: Waiting[] = []
  #waitingSize = 0
  #isScheduled = false

  constructor(
    store: (calls: readonly StoreCall[]) => readonly CallResult[],
    afterInput: (callback: () => void) => void,
  ) {
    this.#store = store
    this.#afterInput = afterInput
  }

  /** Settles with the commit. Rejects with a retryable error when too much is waiting already. */
  async add(call: StoreCall): Promise<CallDone> {
    if (this.#waitingSize >= mostWaiting) throw overloaded()
    const size = messagesOf(call).reduce((sum, { draft }) => sum + draft.length, 0)
    this.#waitingSize += size
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, size, resolve, reject })
      this.#schedule()
    })
  }

  /** Stores everything that waits. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commit()
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#afterInput(() => {
      this.#isScheduled = false
      this.#commit()
      if (this.#waiting.length > 0) this.#schedule()
    })
  }

  #commit(): void {
    const taken = this.#waiting.splice(0, this.#batchLength())
    if (taken.length === 0) return
    this.#waitingSize -= taken.reduce((sum, { size }) => sum + size, 0)
    const results = this.#store(taken.map(({ call }) => call))
    for (const [index, { resolve, reject }] of taken.entries()) {
      const result = results[index]
      if (result !== undefined && 'outcomes' in result) resolve(result)
      else reject(result?.error ?? new Error('The publish was not answered'))
    }
  }

  #batchLength(): number {
    let messages = 0
    let size = 0
    for (const [index, { call, size: callSize }] of this.#waiting.entries()) {
      messages += messagesOf(call).length
      size += callSize
      if (messages >= messagesPerCommit || size >= sizePerCommit) return index + 1
    }
    return this.#waiting.length
  }
}

function messagesOf(call: StoreCall): readonly EngineMessage[] {
  return call.removes === undefined ? call.messages : []
}

function overloaded(): Error {
  return refusal('server_error', 'More is being published than the server can store.', {
    retryable: true,
    hint: 'Publish more slowly, or give the server a faster disk.',
  })
}
