/**
 * Runs the publishes of one connection on one channel one after the other: a later one must not be stored while it
 * isn't known what became of an earlier one. The first of a quiet channel starts in the caller's turn.
 */
export class PublishLines {
  readonly #tails = new Map<string, Promise<void>>()

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
