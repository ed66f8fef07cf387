import type { AdapterSession, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { toRealtimeError } from '../client/problems.ts'

const pageSize = 200
/** Pages that one healing may read: as far as a service keeps history by default, and a good deal more. */
const mostPages = 50

export interface Healing {
  /** Where our own messages end; `null`: an earlier epoch, so everything up to `until` is missing. */
  readonly from: Position | null
  readonly until: Position
}

export interface GapHealerOptions {
  readonly context: ChannelContext
  /** Healed messages, in order. */
  readonly onMessages: (messages: readonly ReceivedMessage[]) => void
  /** The service lacks what stands here. */
  readonly onMissing: () => void
  /** Over: what was held may follow. */
  readonly onEnd: () => void
}

/**
 * Reads a declared gap out of history. One healing at a time; a drop pauses it where it stands, and the next attach
 * goes on from there.
 */
export class GapHealer {
  readonly #options: GapHealerOptions
  #healing: Healing | null = null
  #running = 0

  constructor(options: GapHealerOptions) {
    this.#options = options
  }

  get healing(): Healing | null {
    return this.#healing
  }

  /** Starts, or goes on with another end. */
  heal(healing: Healing): void {
    this.#healing = healing
    this.#running += 1
    void this.#read(this.#running)
  }

  /** Goes on after a drop. */
  resume(): void {
    if (this.#healing !== null) this.heal(this.#healing)
  }

  /** Gives up without a word. */
  stop(): void {
    this.#running += 1
    this.#healing = null
  }

  async #read(run: number): Promise<void> {
    for (let page = 0; page < mostPages; page += 1) {
      const session = this.#options.context.session()
      if (session === null || this.#healing === null) return
      const more = await this.#readPage(session, this.#healing, run)
      if (more === 'paused') return
      if (more === 'done') return this.#end()
    }
    this.#options.onMissing()
    this.#end()
  }

  async #readPage(session: AdapterSession, { from, until }: Healing, run: number): Promise<'more' | 'done' | 'paused'> {
    const { context, onMessages, onMissing } = this.#options
    try {
      const range = { limit: pageSize, direction: 'forwards', until } as const
      const page = await session.history(context.name, from === null ? range : { ...range, after: from })
      if (run !== this.#running) return 'paused'
      if (!page.complete) onMissing()
      onMessages(page.items)
      if (run !== this.#running) return 'paused'
      if (page.next === null) return 'done'
      this.#healing = { from: page.items.at(-1)?.position ?? from, until }
      return 'more'
    } catch (error) {
      if (run !== this.#running) return 'paused'
      const reason = toRealtimeError(error, 'Healing a gap')
      if (reason.retryable && !context.isConnected()) return 'paused'
      onMissing()
      return 'done'
    }
  }

  #end(): void {
    this.#healing = null
    this.#options.onEnd()
  }
}
