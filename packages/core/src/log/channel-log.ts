import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { failure, toRealtimeError } from '../client/problems.ts'
import { requestTimeout } from '../client/settings.ts'
import type { Deadline } from '../store/until.ts'
import type { LogModel } from './log-model.ts'
import { createLogModel } from './log-model.ts'
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
export interface ChannelLog {
  readonly model: LogModel
  /** The model changed. */
  touch(): void
  readonly load: (limit?: number) => Promise<void>
  readonly fetchOlder: (limit?: number) => Promise<void>
  /** The cause may be gone for which the first page couldn't be had: fetches it again. */
  askAgain(): void
  /** Everything back to the beginning; own unsent messages stay. */
  reset(): void
}

export function createChannelLog(channel: ChannelCore): ChannelLog {
  const { client, name } = channel
  const { keepMessages } = client.settings
  const model = createLogModel((a, b) => client.compare(name, a, b))
  let loaded = initialLoad
  let page: Promise<void> | null = null
  let generation = 0
  /** How often the old end of the log has moved away. */
  let trims = 0
  let keep = keepMessages
  /** Of the first page, as it was asked for last. */
  let firstLimit = defaultLimit
  const mostKept = Math.max(keepPagedBack, keepMessages)
  const patience: Deadline = {
    clock: client.clock,
    after: requestTimeout,
    reason: () =>
      failure('timeout', `The channel was not attached within ${requestTimeout / 1000} s.`, {
        retryable: true,
        channel: name,
      }),
  }

  function touch(): void {
    // Between two notifications a burst may come: bound the memory, not only what is shown.
    if (model.length > 2 * keep) trim()
    client.pacer.mark(publish)
  }

  function trim(): void {
    if (!model.trim(keep)) return
    trims += 1
    if (loaded.status === 'ready') loaded = { ...loaded, hasOlder: true }
  }

  function publish(): void {
    trim()
    const messages = model.list() as MessageLog['messages']
    const hasOlder = loaded.hasOlder && model.length < mostKept
    channel.slices.commit({ log: { messages, gaps: model.gaps, ...loaded, hasOlder } })
  }

  function load(limit: number = defaultLimit): Promise<void> {
    if (loaded.status === 'ready') return Promise.resolve()
    if (page) return page
    firstLimit = limit
    if (loaded.status === 'error') set({ status: 'pending', error: null })
    page = fetch(limit)
    return page
  }

  async function fetch(limit: number): Promise<void> {
    const own = generation
    const isFirst = loaded.status !== 'ready'
    const { attachment, stream } = channel
    let changes: () => void
    try {
      await attachment.whenAttached(patience)
      const session = await client.connected()
      const trimsBefore = trims
      const before = model.oldest() ?? undefined
      const until = before ? undefined : (stream.start ?? undefined)
      const query: HistoryQuery = { limit, direction: 'backwards', before, until }
      const found = await session.history(name, query)
      // The channel was never attached: the page is whatever is newest.
      const isUnbounded = !before && !until
      // Attached meanwhile: now it is known where the page must end.
      if (isUnbounded && stream.start) return await fetch(limit)
      changes = () => take(found, isUnbounded, trimsBefore === trims)
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Loading history')
      changes = () => set(isFirst ? { status: 'error', error } : { isFetchingOlder: false, fetchOlderError: error })
    }
    if (own !== generation) return
    page = null
    changes()
  }

  /** Where the log no longer begins where the page ends, the page would leave a hole: it is fetched again when asked for. */
  function take({ items, next, complete }: AdapterHistoryPage, isUnbounded: boolean, adjoins: boolean): void {
    const newest = items[0]?.position
    if (isUnbounded && newest) channel.stream.covered(newest)
    if (adjoins) model.prepend([...items].reverse(), complete)
    set({ ...initialLoad, status: 'ready', hasOlder: !adjoins || next !== null })
  }

  function set(changes: Partial<LoadState>): void {
    loaded = { ...loaded, ...changes }
    touch()
  }

  return {
    model,
    touch,
    load,
    fetchOlder(limit = defaultLimit) {
      if (loaded.status !== 'ready') return load(limit)
      if (!loaded.hasOlder || model.length >= mostKept) return Promise.resolve()
      keep = mostKept
      if (!page) {
        set({ isFetchingOlder: true, fetchOlderError: null })
        page = fetch(limit)
      }
      return page
    },
    askAgain() {
      if (loaded.status === 'error') void load(firstLimit)
    },
    reset() {
      generation += 1
      page = null
      keep = keepMessages
      model.clear()
      set(initialLoad)
    },
  }
}
