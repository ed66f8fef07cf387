/** Characters of messages that a connection may have waiting for a slow engine. One request always may. */
const mostWaiting = 16_777_216

/**
 * Runs the publishes of one connection on one channel one after the other: a later one must not be stored while it
 * isn't known what became of an earlier one. The first of a quiet channel starts in the caller's turn.
 */
export class ChannelQueues {
  #waiting = 0
  readonly #tails = new Map<string, Promise<void>>()

  /** Makes room for so many characters until they are released. `false`: too much is waiting. */
  reserve(size: number): boolean {
    if (this.#waiting > 0 && this.#waiting + size > mostWaiting) return false
    this.#waiting += size
    return true
  }

  release(size: number): void {
    this.#waiting -= size
  }

  run(channel: string, task: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(channel)
    const tail = before === undefined ? task() : before.then(task, task)
    this.#tails.set(channel, tail)
    const settle = (): void => {
      if (this.#tails.get(channel) === tail) this.#tails.delete(channel)
    }
    return tail.then(settle, (error: unknown) => {
      settle()
      throw error
    })
  }
}
