import type { AdapterHistoryPage, Clock, HistoryQuery } from '@herenow/adapter'
import { adapterError, after, notConnected } from '@herenow/adapter'
import { byTime } from './rabbitmq-error.ts'
import type { PageReading } from './history-page.ts'
import { readPage } from './history-page.ts'
import type { RequestGate } from './request-gate.ts'
import type { Route } from './routes.ts'
import type { Up } from './up.ts'
import { requestTimeout } from './up.ts'
import type { StreamEntry } from './streams.ts'
import { rabbitmqHint } from './hints.ts'

/** Milliseconds in which the first entry must come where one is sure to be there. */
const patience = 3_000

export interface HistoryNeeds {
  readonly clock: Clock
  readonly gate: RequestGate
  readonly up: () => Up | null
  /** Throws `invalid_argument`. */
  readonly routeOf: (channel: string) => Route
  readonly epochOf: (channel: string) => string
  readonly newId: () => string
}

/** Reads pages of streams. */
export function createHistory(
  needs: HistoryNeeds,
): (channel: string, query: HistoryQuery) => Promise<AdapterHistoryPage> {
  const { clock, gate, up, routeOf, epochOf, newId } = needs
  return async (channel, query) => {
    const route = routeOf(channel)
    if (query.direction === 'backwards') {
      throw adapterError('unsupported', 'RabbitMQ reads streams forwards only.', { hint: rabbitmqHint('history') })
    }
    if (query.start !== undefined || query.end !== undefined) throw byTime()
    const first = readPage({ channel, epoch: epochOf(channel), query, newMark: newId, now: () => clock.date() })
    return new Promise((resolve, reject) => {
      if (!up()) return reject(notConnected())
      if (!first) return resolve({ items: [], next: null, complete: false })
      let stop = (): void => {}
      let answered = (): void => {}
      gate.enter({
        key: `history ${channel}`,
        begin(over) {
          answered = over
          const now = up()
          if (now?.streams) stop = read(clock, { ...now, streams: now.streams }, route, first, done, failed)
          else
            failed(adapterError('unsupported', 'This RabbitMQ keeps no messages.', { hint: rabbitmqHint('streams') }))
        },
        fail: failed,
      })
      function done(page: AdapterHistoryPage): void {
        stop()
        answered()
        resolve(page)
      }
      function failed(error: Error): void {
        stop()
        answered()
        reject(error)
      }
    })
  }
}

/** Returns how to stop it. */
function read(
  clock: Clock,
  { streams }: Up & { readonly streams: NonNullable<Up['streams']> },
  route: Route,
  first: PageReading,
  done: (page: AdapterHistoryPage) => void,
  failed: (error: Error) => void,
): () => void {
  let cancelPatience = (): void => {}
  let cancelTimeout = (): void => {}
  let subscription = begin(first)

  function begin(reading: PageReading): string {
    const isSure = reading.mark === null || typeof reading.start === 'number'
    const take = (entry: StreamEntry): void => {
      if (own !== subscription) return
      cancelPatience()
      expectMore()
      const page = reading.take(entry)
      if (page) done(page)
    }
    const own = streams.read(route, reading.start, take, reading.most)
    if (reading.mark !== null) streams.mark(route, reading.mark)
    if (isSure) {
      cancelPatience = after(clock, patience, () => {
        streams.stop(own)
        subscription = begin(reading.otherwise())
      })
    }
    expectMore()
    return own
  }

  function expectMore(): void {
    cancelTimeout()
    cancelTimeout = after(clock, requestTimeout, () =>
      failed(adapterError('timeout', 'RabbitMQ did not answer in time.', { retryable: true })),
    )
  }

  return () => {
    cancelPatience()
    cancelTimeout()
    streams.stop(subscription)
    subscription = ''
  }
}
