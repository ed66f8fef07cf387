import type { AdapterSession, Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'

const pageSize = 200
/** Pages that one healing may read: as far as a service keeps history by default, and a good deal more. */
const mostPages = 50

export interface Healing {
  /** Where our own messages end; `null`: an earlier epoch, so everything up to `until` is missing. */
  readonly from: Position | null
  readonly until: Position
}

/**
 * Reads a declared gap out of history. One healing at a time; a drop pauses it where it stands, and the next attach
 * goes on from there.
 */
export class GapHealer {
  healing: Healing | null = null
  readonly #channel: ChannelCore
  /** Takes healed messages, in order. */
  readonly #onMessages: (messages: readonly ReceivedMessage[]) => void
  /** Over, as far as `until`: what was held may follow. */
  readonly #onEnd: (until: Position) => void
  #running = 0

  constructor(
    channel: ChannelCore,
    onMessages: (messages: readonly ReceivedMessage[]) => void,
    onEnd: (until: Position) => void,
  ) {
    this.#channel = channel
    this.#onMessages = onMessages
    this.#onEnd = onEnd
  }

  /** Starts, or goes on with another end. */
  heal(healing: Healing): void {
    this.healing = healing
    this.#running += 1
    void this.#read(this.#running)
  }

  /** Goes on after a drop. */
  resume(): void {
    if (this.healing !== null) this.heal(this.healing)
  }

  /** Gives up without a word. */
  stop(): void {
    this.#running += 1
    this.healing = null
  }

  async #read(run: number): Promise<void> {
    for (let page = 0; page < mostPages; page += 1) {
      const { session } = this.#channel.client
      if (session === null || this.healing === null) return
      const next = await this.#readPage(session, this.healing, run)
      if (next === 'paused') return
      if (next === 'done') return this.#end()
    }
    this.#channel.missing()
    this.#end()
  }

  async #readPage(session: AdapterSession, { from, until }: Healing, run: number): Promise<'more' | 'done' | 'paused'> {
    const { client, name } = this.#channel
    const isOver = (): boolean => run !== this.#running || session !== client.session
    try {
      const after = from ?? undefined
      const page = await session.history(name, { limit: pageSize, direction: 'forwards', after, until })
      if (isOver()) return 'paused'
      if (!page.complete) this.#channel.missing()
      this.#onMessages(page.items)
      if (isOver()) return 'paused'
      if (page.next === null) return 'done'
      this.healing = { from: page.items.at(-1)?.position ?? from, until }
      return 'more'
    } catch (error) {
      const dropped = RealtimeError.isInstance(error) && error.retryable && !client.isConnected
      if (isOver() || dropped) return 'paused'
      this.#channel.missing()
      return 'done'
    }
  }

  #end(): void {
    const { healing } = this
    this.healing = null
    if (healing !== null) this.#onEnd(healing.until)
  }
}
