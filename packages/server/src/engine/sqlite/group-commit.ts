import { refusal } from '../../refusal.ts'
import type { Durability, EngineMessage, EngineOutcome, Retention } from '../engine.ts'

/** A publish that waits for the next commit. */
export interface PublishCall {
  readonly channel: string
  readonly messages: readonly EngineMessage[]
  readonly retention: Retention
  readonly durability: Durability
}

/** What became of a call. */
export type CallResult = { readonly outcomes: readonly EngineOutcome[] } | { readonly error: unknown }

interface Waiting extends PublishCall {
  readonly size: number
  readonly resolve: (outcomes: readonly EngineOutcome[]) => void
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
  readonly #store: (calls: readonly PublishCall[]) => readonly CallResult[]
  readonly #afterInput: (callback: () => void) => void
  #waiting: Waiting[] = []
  #waitingSize = 0
  #isScheduled = false

  constructor(
    store: (calls: readonly PublishCall[]) => readonly CallResult[],
    afterInput: (callback: () => void) => void,
  ) {
    this.#store = store
    this.#afterInput = afterInput
  }

  /** Settles with the commit. Rejects with a retryable error when too much is waiting already. */
  async add(call: PublishCall): Promise<readonly EngineOutcome[]> {
    if (this.#waitingSize >= mostWaiting) throw overloaded()
    const size = call.messages.reduce((sum, { draft }) => sum + draft.length, 0)
    this.#waitingSize += size
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...call, size, resolve, reject })
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
    const calls = this.#waiting.splice(0, this.#batchLength())
    if (calls.length === 0) return
    this.#waitingSize -= calls.reduce((sum, { size }) => sum + size, 0)
    const results = this.#store(calls)
    for (const [index, call] of calls.entries()) {
      const result = results[index]
      if (result !== undefined && 'outcomes' in result) call.resolve(result.outcomes)
      else call.reject(result?.error ?? new Error('The publish was not answered'))
    }
  }

  #batchLength(): number {
    let messages = 0
    let size = 0
    for (const [index, call] of this.#waiting.entries()) {
      messages += call.messages.length
      size += call.size
      if (messages >= messagesPerCommit || size >= sizePerCommit) return index + 1
    }
    return this.#waiting.length
  }
}

function overloaded(): Error {
  return refusal('server_error', 'More is being published than the server can store.', {
    retryable: true,
    hint: 'Publish more slowly, or give the server a faster disk.',
  })
}
