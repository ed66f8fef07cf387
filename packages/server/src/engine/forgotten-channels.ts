import type { ChannelRemains } from './memory-channel.ts'

/**
 * What is left of channels that had to be forgotten, of a bounded number of them. Of the others only the highest
 * offset is remembered: a channel that nobody knows goes on after it, so that no offset is ever used twice.
 */
export class ForgottenChannels {
  readonly #most: number
  /** In the order in which they were forgotten. */
  readonly #remains = new Map<string, ChannelRemains>()
  #unknown: ChannelRemains = { top: 0, newest: 0, knownSince: 0 }

  constructor(most: number) {
    this.#most = most
  }

  /** Starts anew: before `date` nothing is known of any channel. */
  begin(date: number): void {
    this.#remains.clear()
    this.#unknown = { top: 0, newest: 0, knownSince: date }
  }

  /** What a channel goes on from. */
  find(name: string): ChannelRemains {
    return this.#remains.get(name) ?? this.#unknown
  }

  /** The channel lives again. */
  delete(name: string): void {
    this.#remains.delete(name)
  }

  add(name: string, remains: ChannelRemains, date: number): void {
    this.#remains.set(name, remains)
    if (this.#remains.size <= this.#most) return
    for (const [oldest, { top, newest }] of this.#remains) {
      this.#remains.delete(oldest)
      const unknown = this.#unknown
      this.#unknown = {
        top: Math.max(unknown.top, top),
        newest: Math.max(unknown.newest, newest),
        knownSince: date,
      }
      return
    }
  }
}
