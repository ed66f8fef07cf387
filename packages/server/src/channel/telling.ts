import type { Flusher } from '../socket/flusher.ts'
import type { Turns } from '../socket/turns.ts'
import { isMuch } from './delivered-bytes.ts'

/** Milliseconds of one turn of the event loop that go to the subscribers of one channel. */
const share = 2

/** How to tell the subscribers of a channel something. */
export interface Tell<T> {
  /** Bytes that the item is for all of them together. */
  bytesOf(item: T): number
  tell(item: T): void
}

/** `all`: everything is told. `more`: the time is over. `behind`: the next has to wait for what is pending. */
type Told = 'all' | 'more' | 'behind'

interface Line {
  /** Tells on until then, in monotonic milliseconds. */
  tell(until: number): Told
  done(): void
  failed(error: unknown): void
}

/**
 * Tells subscribers what was stored, channel by channel in order. A thousand messages for a thousand subscribers are a
 * million deliveries: what takes longer than a share of the turn goes on in later ones, so that others are served
 * in between. What is many bytes for all of them together waits until what is pending has been written.
 */
export class Telling {
  readonly #turns: Pick<Turns, 'now' | 'later'>
  readonly #flusher: Pick<Flusher, 'isBehind' | 'expectMuch' | 'onceCaughtUp'>
  /** By channel: what isn't told wholly yet. */
  readonly #lines = new Map<string, Line[]>()

  constructor(turns: Pick<Turns, 'now' | 'later'>, flusher: Pick<Flusher, 'isBehind' | 'expectMuch' | 'onceCaughtUp'>) {
    this.#turns = turns
    this.#flusher = flusher
  }

  /** Tells each item, after those of earlier calls for the channel. `null`: it is done already. */
  each<T extends object | string>(channel: string, items: readonly T[], to: Tell<T>): Promise<void> | null {
    const rest = [...items]
    const tellSome = (until: number): Told => {
      for (let [next] = rest; next !== undefined; [next] = rest) {
        if (isMuch(to.bytesOf(next))) {
          if (this.#flusher.isBehind) return 'behind'
          this.#flusher.expectMuch()
        }
        rest.shift()
        to.tell(next)
        if (this.#turns.now() >= until) break
      }
      return rest.length === 0 ? 'all' : 'more'
    }
    const waiting = this.#lines.get(channel)
    const told = waiting === undefined ? tellSome(this.#turns.now() + share) : 'more'
    if (told === 'all') return null
    return new Promise((resolve, reject) => {
      const line = { tell: tellSome, done: resolve, failed: reject }
      if (waiting !== undefined) {
        waiting.push(line)
        return
      }
      this.#lines.set(channel, [line])
      this.#goOn(channel, told)
    })
  }

  #goOn(channel: string, told: Told): void {
    const later = (): void => this.#turns.later(() => this.#proceed(channel))
    if (told === 'behind') this.#flusher.onceCaughtUp(later)
    else later()
  }

  #proceed(channel: string): void {
    const lines = this.#lines.get(channel) ?? []
    const until = this.#turns.now() + share
    let told: Told = 'all'
    for (let [line] = lines; line !== undefined && this.#turns.now() < until; [line] = lines) {
      try {
        told = line.tell(until)
        if (told !== 'all') break
        line.done()
      } catch (error) {
        line.failed(error)
      }
      lines.shift()
    }
    if (lines.length === 0) this.#lines.delete(channel)
    else this.#goOn(channel, told)
  }
}
