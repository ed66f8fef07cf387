import type { Turns } from '../socket/turns.ts'

/** Milliseconds of one turn of the event loop that go to the subscribers of one channel. */
const share = 2

interface Line {
  /** Tells on until then, in monotonic milliseconds. `true`: everything is told. */
  tell(until: number): boolean
  done(): void
  failed(error: unknown): void
}

/**
 * Tells subscribers what was stored, channel by channel in order. A thousand messages for a thousand subscribers are a
 * million deliveries: what takes longer than a share of the turn goes on in later ones, so that others are served
 * in between.
 */
export class Telling {
  readonly #turns: Pick<Turns, 'now' | 'later'>
  /** By channel: what isn't told wholly yet. */
  readonly #lines = new Map<string, Line[]>()

  constructor(turns: Pick<Turns, 'now' | 'later'>) {
    this.#turns = turns
  }

  /** Calls `tell` with each item, after those of earlier calls for the channel. `null`: it is done already. */
  each<T>(channel: string, items: readonly T[], tell: (item: T) => void): Promise<void> | null {
    const rest = items.values()
    const tellSome = (until: number): boolean => {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        tell(next.value)
        if (this.#turns.now() >= until) return false
      }
      return true
    }
    const waiting = this.#lines.get(channel)
    if (waiting === undefined && tellSome(this.#turns.now() + share)) return null
    return new Promise((resolve, reject) => {
      const line = { tell: tellSome, done: resolve, failed: reject }
      if (waiting !== undefined) {
        waiting.push(line)
        return
      }
      this.#lines.set(channel, [line])
      this.#later(channel)
    })
  }

  #later(channel: string): void {
    this.#turns.later(() => this.#proceed(channel))
  }

  #proceed(channel: string): void {
    const lines = this.#lines.get(channel) ?? []
    const until = this.#turns.now() + share
    for (let [line] = lines; line !== undefined && this.#turns.now() < until; [line] = lines) {
      try {
        if (!line.tell(until)) break
        line.done()
      } catch (error) {
        line.failed(error)
      }
      lines.shift()
    }
    if (lines.length === 0) this.#lines.delete(channel)
    else this.#later(channel)
  }
}
