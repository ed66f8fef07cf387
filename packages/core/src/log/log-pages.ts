import type { AdapterHistoryPage, Capabilities, HistoryQuery } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { failure, toRealtimeError } from '../client/errors.ts'
import { requestTimeout } from '../client/settings.ts'
import type { Deadline } from '../store/until.ts'
import type { MessageStream } from '../stream/message-stream.ts'
import type { ShownLog } from './shown-log.ts'
import { initialLoad } from './shown-log.ts'

const defaultLimit = 50

const nothing: AdapterHistoryPage = { items: [], next: null, complete: true }

/** Fills a channel's log from the old end, one page of history at a time. */
export interface LogPages {
  readonly load: (limit?: number) => Promise<void>
  readonly fetchOlder: (limit?: number) => Promise<void>
  /** The cause may be gone for which the first page couldn't be had, or it is known now where it ends: fetches it again. */
  askAgain(): void
  /** Pages under way are nobody's any more. */
  reset(): void
}

export interface LogPagesNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'clock' | 'connected' | 'pacer'>
  readonly log: ShownLog
  /** Knows where history ends and live messages begin. */
  readonly stream: Pick<MessageStream, 'start' | 'covered'>
  readonly capabilities: () => Pick<Capabilities, 'history'>
  /** Resolves once attached; at once when nobody wants it to be. */
  readonly whenAttached: (deadline: Deadline) => Promise<void>
}

export function createLogPages(needs: LogPagesNeeds): LogPages {
  const { name, client, log, stream, capabilities, whenAttached } = needs
  let page: Promise<void> | null = null
  let generation = 0
  /** Of the first page, as it was asked for last. */
  let firstLimit = defaultLimit
  /** The first page was empty and the channel not attached: what was published before the attach stands on no page. */
  let isEndUnknown = false
  /** The service can't be read backwards, so the log begins where the channel was attached. */
  let isWithoutPages = false
  const patience: Deadline = {
    clock: client.clock,
    after: requestTimeout,
    reason: () =>
      failure('timeout', `The channel was not attached within ${requestTimeout / 1000} s.`, {
        retryable: true,
        channel: name,
      }),
  }

  function load(limit: number = defaultLimit): Promise<void> {
    if (log.load.status === 'ready') return Promise.resolve()
    if (page) return page
    firstLimit = limit
    if (log.load.status === 'error') log.setLoad({ status: 'pending', error: null })
    page = fetch(limit)
    return page
  }

  async function fetch(limit: number): Promise<void> {
    const mine = generation
    const isFirst = log.load.status !== 'ready'
    let changes: () => void
    try {
      await whenAttached(patience)
      const session = await client.connected()
      isWithoutPages = capabilities().history !== 'full'
      const trimsBefore = log.trims
      const before = log.model.oldest() ?? undefined
      const until = before ? undefined : (stream.start ?? undefined)
      const query: HistoryQuery = { limit, direction: 'backwards', before, until }
      const found = isWithoutPages ? nothing : await session.history(name, query)
      // The channel was never attached: the page is whatever is newest.
      const isUnbounded = !before && !until && !isWithoutPages
      // Attached meanwhile: now it is known where the page must end.
      if (isUnbounded && stream.start) return await fetch(limit)
      changes = () => show(found, isUnbounded, trimsBefore === log.trims)
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Loading history')
      changes = () =>
        log.setLoad(isFirst ? { status: 'error', error } : { isFetchingOlder: false, fetchOlderError: error })
    }
    if (mine !== generation) return
    page = null
    changes()
    // Whoever waited for the page finds it in the log.
    client.pacer.flush()
  }

  /** Where the log no longer begins where the page ends, the page would leave a hole: it is fetched again when asked for. */
  function show({ items, next, complete }: AdapterHistoryPage, isUnbounded: boolean, adjoins: boolean): void {
    const newest = items[0]?.position
    isEndUnknown = isUnbounded && !newest
    if (isUnbounded && newest) stream.covered(newest)
    if (adjoins) log.model.prepend([...items].reverse(), complete)
    log.setLoad({ ...initialLoad, status: 'ready', hasOlder: !isWithoutPages && (!adjoins || next !== null) })
  }

  return {
    load,
    fetchOlder(limit = defaultLimit) {
      if (log.load.status !== 'ready') return load(limit)
      if (!log.load.hasOlder || log.isFull) return Promise.resolve()
      log.keepOlder()
      if (!page) {
        log.setLoad({ isFetchingOlder: true, fetchOlderError: null })
        page = fetch(limit)
      }
      return page
    },
    askAgain() {
      const hasPages = isWithoutPages && capabilities().history === 'full'
      if (hasPages) log.setLoad(initialLoad)
      if (hasPages || log.load.status === 'error') void load(firstLimit)
      if (!isEndUnknown || !stream.start || page) return
      log.setLoad({ hasOlder: true, isFetchingOlder: true, fetchOlderError: null })
      page = fetch(firstLimit)
    },
    reset() {
      generation += 1
      page = null
      isEndUnknown = false
    },
  }
}
