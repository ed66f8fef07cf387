import type { Outgoing } from './outgoing.ts'

/** Sends one page and says whether there is another. */
export type Pull = () => Promise<boolean>

/**
 * Runs what produces a lot of output (replays, snapshots, history) one page at a time, each only when the socket has
 * taken the page before. Tasks take turns.
 */
export class PullQueue {
  readonly #outgoing: Outgoing
  readonly #failed: (error: unknown) => void
  readonly #tasks: Pull[] = []
  #running = false
  #ended = false

  constructor(outgoing: Outgoing, failed: (error: unknown) => void) {
    this.#outgoing = outgoing
    this.#failed = failed
  }

  add(task: Pull): void {
    if (this.#ended) return
    this.#tasks.push(task)
    this.#proceed()
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

  end(): void {
    this.#ended = true
    this.#tasks.length = 0
  }

  readonly #proceed = (): void => {
    if (this.#running || this.#ended) return
    if (!this.#outgoing.isLow) {
      this.#outgoing.onceLow(this.#proceed)
      return
    }
    const task = this.#tasks.shift()
    if (task === undefined) return
    this.#running = true
    void this.#run(task)
  }

  async #run(task: Pull): Promise<void> {
    try {
      if ((await task()) && !this.#ended) this.#tasks.push(task)
    } catch (error) {
      this.#failed(error)
    }
    this.#running = false
    this.#proceed()
  }
}
