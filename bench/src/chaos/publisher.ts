import type { Channel, PublishResult } from '@herenow/core'
import { messageKey } from './message-key.ts'
import type { PublishedMessage } from './record.ts'
import { wait } from './wait.ts'

/** Stays within what an outbox takes while its client is offline. */
const mostAtOnce = 40
const padding = 'x'.repeat(60)

/** Publishes to one channel, batch after batch, each when the one before is settled. */
export class Publisher {
  readonly published: PublishedMessage[] = []
  /** Milliseconds between two batches. */
  readonly #pause: number
  readonly #number: number
  readonly #channel: Channel
  readonly #epochs: Set<string>
  #sequence = 0
  #going = false
  #work: Promise<void> = Promise.resolve()

  constructor(number: number, channel: Channel, pause: number, epochs: Set<string>) {
    this.#number = number
    this.#channel = channel
    this.#pause = pause
    this.#epochs = epochs
  }

  /** Messages that have no answer yet. */
  get unanswered(): number {
    return this.#sequence - this.published.length
  }

  start(): void {
    this.#going = true
    this.#work = this.#publish()
  }

  /** Resolves when everything that was published has been answered. */
  stop(): Promise<void> {
    this.#going = false
    return this.#work
  }

  async #publish(): Promise<void> {
    let round = 0
    while (this.#going) {
      round += 1
      // Now and then one alone: it takes another way through the outbox.
      const count = round % 5 === 0 ? 1 : mostAtOnce
      const messages = Array.from({ length: count }, () => {
        this.#sequence += 1
        return { name: 'said', data: { key: messageKey(this.#number, this.#sequence), padding } }
      })
      const results = await this.#channel.publishMany(messages)
      results.forEach((result, index) => this.#note(messages[index]?.data.key ?? Number.NaN, result))
      await wait(this.#pause)
    }
  }

  #note(key: number, result: PublishResult): void {
    if (result.error !== undefined) {
      const outcome = result.error.outcome === 'unknown' ? 'unknown' : 'failed'
      this.published.push({ key, outcome, offset: 0, epoch: '' })
      return
    }
    const { position } = result
    if (position !== null) this.#epochs.add(position.epoch)
    this.published.push({
      key,
      outcome: 'confirmed',
      offset: Number(position?.offset ?? Number.NaN),
      epoch: position?.epoch ?? '',
    })
  }
}
