import type { AdapterHistoryPage, HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { toRealtimeError } from '../client/problems.ts'
import { LogModel } from './log-model.ts'
import type { MessageLog } from './message-log.ts'

/** Messages kept while paged back. */
const keepPagedBack = 5_000
const defaultLimit = 50

export const emptyLog: MessageLog = {
  messages: [],
  gaps: [],
  status: 'pending',
  error: null,
  hasOlder: false,
  isFetchingOlder: false,
  fetchOlderError: null,
}

type LoadState = Pick<MessageLog, 'status' | 'error' | 'hasOlder' | 'isFetchingOlder' | 'fetchOlderError'>

export interface ChannelLogOptions {
  readonly context: ChannelContext
  /** Resolves when the channel is attached, or at once when it needn't be. Rejects when it can't be. */
  readonly whenAttached: () => Promise<void>
  /** Where live messages began: the first page ends here. */
  readonly attachPosition: () => Position | null
  /** An unbounded first page reached this position. */
  readonly onCovered: (position: Position) => void
  /** There is a new snapshot to tell. */
  readonly onChange: () => void
}

/** A channel's log: the model, and the pages that fill it from the old end. */
export class ChannelLog {
  readonly model: LogModel
  readonly #options: ChannelLogOptions
  #load: LoadState = initialLoad
  #page: Promise<void> | null = null
  #generation = 0
  #pagedBack = false
  #dirty = false
  #snapshot: MessageLog = emptyLog

  constructor(options: ChannelLogOptions) {
    this.#options = options
    this.model = new LogModel((a, b) => options.context.session()?.compare(options.context.name, a, b) ?? null)
  }

  /** The model changed. */
  touch(): void {
    this.#dirty = true
    // Between two notifications a burst may come: bound the memory, not only what is shown.
    if (this.model.length > 2 * this.#keep) this.#trim()
    this.#options.onChange()
  }

  /** Builds the snapshot to tell, once per notification. */
  snapshot(): MessageLog {
    if (!this.#dirty) return this.#snapshot
    this.#dirty = false
    this.#trim()
    this.#snapshot = { messages: this.model.list() as MessageLog['messages'], gaps: this.model.gaps, ...this.#load }
    return this.#snapshot
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
    const { keepMessages } = this.#options.context.settings
    return this.#pagedBack ? Math.max(keepPagedBack, keepMessages) : keepMessages
  }

  #trim(): void {
    if (this.model.trim(this.#keep) && this.#load.status === 'ready') this.#load = { ...this.#load, hasOlder: true }
  }

  async #fetch(limit: number, failed: (error: MessageLog['error']) => Partial<LoadState>): Promise<void> {
    const generation = this.#generation
    try {
      await this.#options.whenAttached()
      const session = await this.#options.context.connected()
      const query = this.#query(limit)
      const page = await session.history(this.#options.context.name, query)
      if (generation === this.#generation) this.#take(query, page)
    } catch (error) {
      if (generation === this.#generation) this.#set(failed(toRealtimeError(error, 'Loading history')))
    } finally {
      if (generation === this.#generation) this.#page = null
    }
  }

  #query(limit: number): HistoryQuery {
    const before = this.model.oldest()
    if (before !== null) return { limit, direction: 'backwards', before }
    const until = this.#options.attachPosition()
    return until === null ? { limit, direction: 'backwards' } : { limit, direction: 'backwards', until }
  }

  #take(query: HistoryQuery, page: AdapterHistoryPage): void {
    const newest: ReceivedMessage | undefined = page.items[0]
    if (query.before === undefined && query.until === undefined && newest?.position) {
      this.#options.onCovered(newest.position)
    }
    this.model.prepend([...page.items].reverse())
    const hasOlder = page.next !== null
    this.#set({ status: 'ready', error: null, hasOlder, isFetchingOlder: false, fetchOlderError: null })
  }

  #set(changes: Partial<LoadState>): void {
    this.#load = { ...this.#load, ...changes }
    this.touch()
  }
}

const initialLoad: LoadState = {
  status: 'pending',
  error: null,
  hasOlder: false,
  isFetchingOlder: false,
  fetchOlderError: null,
}
