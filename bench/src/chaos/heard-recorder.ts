import type { Channel } from '@herenow/core'
import type { HeardChannel } from './record.ts'

/** Writes down what a client hears of one channel. */
export class HeardRecorder {
  readonly #channel: Channel
  readonly #keys: number[] = []
  readonly #offsets: number[] = []
  readonly #gaps: number[] = []
  readonly #epochs: Set<string>

  /** `epochs` gets every epoch that was heard of. */
  constructor(channel: Channel, epochs: Set<string>) {
    this.#channel = channel
    this.#epochs = epochs
    channel.subscribe(({ data, position }) => {
      this.#keys.push(keyIn(data))
      this.#offsets.push(Number(position?.offset))
      if (position !== null) this.#epochs.add(position.epoch)
    })
    channel.onGap(() => this.#gaps.push(this.#keys.length))
  }

  /** The newest offset that was heard. */
  get newest(): number {
    return this.#offsets.at(-1) ?? 0
  }

  /** What was heard so far, and what the log shows now. */
  result(): HeardChannel {
    const { messages } = this.#channel.log.getState()
    const log = messages.filter(({ status }) => status === 'sent').map(({ data }) => keyIn(data))
    const unsent = messages
      .filter(({ status }) => status !== 'sent')
      .map(({ data, error }) => ({ key: keyIn(data), error: error ? `${error.code}, ${error.message}` : null }))
    return { keys: this.#keys, offsets: this.#offsets, gaps: this.#gaps, log, unsent }
  }
}

/** The key that a message of a run carries; NaN when it is none of ours. */
export function keyIn(data: unknown): number {
  return typeof data === 'object' && data !== null && 'key' in data ? Number(data.key) : Number.NaN
}
