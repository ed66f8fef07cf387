import type { Outgoing } from './outgoing.ts'

/** Sends one page and says whether there is another. */
export type Pull = () => Promise<boolean> | boolean

/** What a queue needs of its surroundings. */
export interface PagedOutputOwner {
  /** Does something in a later turn, so that a long queue doesn't keep others waiting. */
  later(work: () => void): void
  /** A task failed with `error`. */
  failed(error: unknown): void
  /** A task has had its turn: fewer may be waiting now. */
  ran(): void
}

/**
 * Runs what produces a lot of output (replays, snapshots, history) one page at a time, each only when the socket has
 * taken the page before. Tasks take turns, with a look at every other socket in between.
 */
export class PagedOutput {
  readonly #outgoing: Outgoing
  readonly #owner: PagedOutputOwner
  readonly #tasks: Pull[] = []
  #running = false
  /** The next task waits for a later turn, or for the socket. */
  #scheduled = false
  #ended = false

  constructor(outgoing: Outgoing, owner: PagedOutputOwner) {
    this.#outgoing = outgoing
    this.#owner = owner
  }

  /** Tasks that aren't done. */
  get size(): number {
    return this.#tasks.length + (this.#running ? 1 : 0)
  }

  add(task: Pull): void {
    if (this.#ended) return
    this.#tasks.push(task)
    if (!this.#scheduled) this.#proceed()
  }

  /** Runs `work`, which sends one page, when it is its turn. Rejects as `work` does; never settles once the queue has ended. */
  once(work: () => Promise<void> | void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.add(async () => {
        try {
          resolve(await work())
        } catch (error) {
          reject(error)
        }
        return false
      })
    })
  }

  /** Runs `work` one step a turn, when it is its turn. Settles with what it returns or throws. */
  inSteps<T>(work: Iterator<void, T, void>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.add(() => {
        try {
          const { done, value } = work.next()
          if (done !== true) return true
          resolve(value)
        } catch (error) {
          reject(error)
        }
        return false
      })
    })
  }

  end(): void {
    this.#ended = true
    this.#tasks.length = 0
  }

  #proceed(): void {
    if (this.#running || this.#ended) return
    if (!this.#outgoing.isLow) {
      this.#scheduled = true
      this.#outgoing.onceLow(this.#proceedLater)
      return
    }
    const task = this.#tasks.shift()
    if (task === undefined) return
    this.#running = true
    this.#run(task)
  }

  readonly #proceedLater = (): void => {
    this.#scheduled = true
    this.#owner.later(() => {
      this.#scheduled = false
      this.#proceed()
    })
  }

  #run(task: Pull): void {
    const failed = (error: unknown): void => {
      this.#owner.failed(error)
      this.#done()
    }
    const done = (more: boolean): void => {
      if (more && !this.#ended) this.#tasks.push(task)
      this.#done()
    }
    try {
      const more = task()
      if (typeof more === 'boolean') done(more)
      else more.then(done).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  #done(): void {
    this.#running = false
    if (this.#ended) return
    if (this.#tasks.length > 0) this.#proceedLater()
    this.#owner.ran()
  }
}
