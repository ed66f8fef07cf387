import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { toRealtimeError } from '../client/problems.ts'
import { LogModel } from './log-model.ts'
import type { MessageLog } from './message-log.ts'

/** Messages kept while paged back. */
const keepPagedBack = 5_000
const defaultLimit = 50

type LoadState = Omit<MessageLog, 'messages' | 'gaps'>

const initialLoad: LoadState = {
  status: 'pending',
  error: null,
  hasOlder: false,
  isFetchingOlder: false,
  fetchOlderError: null,
}

export const emptyLog: MessageLog = { messages: [], gaps: [], ...initialLoad }

/** A channel's log: the model, and the pages that fill it from the old end. */
export class ChannelLog {
  readonly model: LogModel
  readonly #channel: ChannelCore
  #load: LoadState = initialLoad
  #page: Promise<void> | null = null
  #generation = 0
  /** How often the old end of the log has moved away. */
  #trims = 0
  #pagedBack = false

  constructor(channel: ChannelCore) {
    this.#channel = channel
    this.model = new LogModel((a, b) => channel.client.compare(channel.name, a, b))
  }

  /** The model changed. */
  touch(): void {
    // Between two notifications a burst may come: bound the memory, not only what is shown.
    if (this.model.length > 2 * this.#keep) this.#trim()
    this.#channel.client.pacer.mark(this.#publish)
  }

  load(limit: number = defaultLimit): Promise<void> {
    if (this.#load.status === 'ready') return Promise.resolve()
    this.#page ??= this.#fetch(limit, (error) => ({ status: 'error', error }))
    return this.#page
  }

  fetchOlder(limit: number = defaultLimit): Promise<void> {
    if (this.#load.status !== 'ready') return this.load(limit)
    if (!this.#load.hasOlder || this.model.length >= keepPagedBack) return Promise.resolve()
    this.#pagedBack = true
    if (this.#page === null) {
      this.#set({ isFetchingOlder: true, fetchOlderError: null })
      this.#page = this.#fetch(limit, (error) => ({ isFetchingOlder: false, fetchOlderError: error }))
    }
    return this.#page
  }

  /** Everything back to the beginning; own unsent messages stay. */
  reset(): void {
    this.#generation += 1
    this.#page = null
    this.#pagedBack = false
    this.model.clear()
    this.#set(initialLoad)
  }

  get #keep(): number {
    const { keepMessages } = this.#channel.client.settings
    return this.#pagedBack ? Math.max(keepPagedBack, keepMessages) : keepMessages
  }

  #trim(): void {
    if (!this.model.trim(this.#keep)) return
    this.#trims += 1
    if (this.#load.status === 'ready') this.#load = { ...this.#load, hasOlder: true }
  }

  readonly #publish = (): void => {
    this.#trim()
    const messages = this.model.list() as MessageLog['messages']
    this.#channel.slices.commit({ log: { messages, gaps: this.model.gaps, ...this.#load } })
  }

  async #fetch(limit: number, failed: (error: MessageLog['error']) => Partial<LoadState>): Promise<void> {
    const generation = this.#generation
    const { attachment, client, name, stream } = this.#channel
    let changes: () => void
    try {
      await attachment.whenAttached()
      const session = await client.connected()
      const trims = this.#trims
      const query = this.#query(limit)
      const page = await session.history(name, query)
      // Attached meanwhile: now it is known where the page must end.
      if (isUnbounded(query) && stream.start !== null) return await this.#fetch(limit, failed)
      changes = () => this.#take(query, page, trims)
    } catch (error) {
      changes = () => this.#set(failed(toRealtimeError(error, 'Loading history')))
    }
    if (generation !== this.#generation) return
    this.#page = null
    changes()
  }

  #query(limit: number): HistoryQuery {
    const before = this.model.oldest() ?? undefined
    const until = before === undefined ? (this.#channel.stream.start ?? undefined) : undefined
    return { limit, direction: 'backwards', before, until }
  }

  #take(query: HistoryQuery, { items, next }: AdapterHistoryPage, trims: number): void {
    const newest = items[0]?.position ?? null
    if (isUnbounded(query) && newest !== null) this.#channel.stream.covered(newest)
    // Where the log no longer begins where the page ends, the page would leave a hole: it is fetched again when asked for.
    const adjoins = trims === this.#trims
    if (adjoins) this.model.prepend([...items].reverse())
    this.#set({ ...initialLoad, status: 'ready', hasOlder: !adjoins || next !== null })
  }

  #set(changes: Partial<LoadState>): void {
    this.#load = { ...this.#load, ...changes }
    this.touch()
  }
}

/** The channel was never attached: the page is whatever is newest. */
function isUnbounded({ before, until }: HistoryQuery): boolean {
  return before === undefined && until === undefined
}
