import type { AdapterHistoryPage, Clock } from '@herenow/adapter'
import { adapterError, after } from '@herenow/adapter'
import type { PageReading } from './history-page.ts'
import type { Route } from './routes.ts'
import type { StreamEntry, Streams } from './streams.ts'
import { requestTimeout } from './up.ts'

/** Milliseconds in which the first entry must come where one is sure to be there. */
const patience = 3_000
/** Milliseconds without an entry after which a mark is left: a page that is full by then needs none. */
const quiet = 25

/** One page that is being read on one connection. */
export interface PageRun {
  /** The number of the last entry that came; `null`: none did. */
  readonly lastSeen: number | null
  stop(): void
}

export interface PageRunNeeds {
  readonly clock: Clock
  readonly streams: Streams
  readonly route: Route
  readonly done: (page: AdapterHistoryPage) => void
  readonly failed: (error: Error) => void
}

export function runPage(first: PageReading, { clock, streams, route, done, failed }: PageRunNeeds): PageRun {
  let lastSeen: number | null = null
  let cancelPatience = (): void => {}
  let cancelTimeout = (): void => {}
  let cancelQuiet = (): void => {}
  let subscription = begin(first)

  function begin(reading: PageReading): string {
    const isSure = reading.mark === null || typeof reading.start === 'number'
    const leaveMark = markOnce(reading)
    lastSeen = null
    const own = streams.read(route, reading.start, (entry: StreamEntry) => {
      if (own !== subscription) return
      cancelPatience()
      lastSeen = entry.number
      expectMore(leaveMark)
      const page = reading.take(entry)
      if (page) done(page)
    })
    if (isSure) {
      cancelPatience = after(clock, patience, () => {
        streams.stop(own)
        subscription = begin(reading.otherwise())
      })
    }
    expectMore(leaveMark)
    return own
  }

  /** Where the page is to end with its own mark. */
  function markOnce({ mark }: PageReading): () => void {
    let isLeft = mark === null
    return () => {
      if (!isLeft && mark !== null) streams.mark(route, mark)
      isLeft = true
    }
  }

  function expectMore(leaveMark: () => void): void {
    cancelTimeout()
    cancelQuiet()
    cancelQuiet = after(clock, quiet, leaveMark)
    cancelTimeout = after(clock, requestTimeout, () =>
      failed(adapterError('timeout', 'RabbitMQ did not answer in time.', { retryable: true })),
    )
  }

  return {
    get lastSeen() {
      return lastSeen
    },
    stop() {
      cancelPatience()
      cancelTimeout()
      cancelQuiet()
      streams.stop(subscription)
      subscription = ''
    },
  }
}
