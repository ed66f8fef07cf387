import type { AdapterHistoryPage, Clock, HistoryQuery } from '@herenow/adapter'
import { adapterError, connectionLost, notConnected } from '@herenow/adapter'
import type { PageReading } from './history-page.ts'
import { readPage } from './history-page.ts'
import { rabbitmqHint } from './hints.ts'
import type { PageRun } from './page-run.ts'
import { runPage } from './page-run.ts'
import { byTime } from './rabbitmq-error.ts'
import type { RequestGate } from './request-gate.ts'
import type { Route } from './routes.ts'
import type { StuckReadings } from './stuck-readings.ts'
import type { UnreadableEntries } from './unreadable-entries.ts'
import { unreadable } from './unreadable-entries.ts'
import type { Up } from './up.ts'

export interface HistoryNeeds {
  readonly clock: Clock
  readonly gate: RequestGate
  readonly stuck: StuckReadings
  readonly unreadable: UnreadableEntries
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
  const { clock, up, routeOf, epochOf, newId } = needs
  return async (channel, query) => {
    const route = routeOf(channel)
    if (query.direction === 'backwards') {
      throw adapterError('unsupported', 'RabbitMQ reads streams forwards only.', { hint: rabbitmqHint('history') })
    }
    if (query.start !== undefined || query.end !== undefined) throw byTime()
    if (!up()) throw notConnected()
    const reading = readPage({
      channel,
      epoch: epochOf(channel),
      query,
      newMark: newId,
      readableFrom: (number) => needs.unreadable.readableFrom(channel, number),
      now: () => clock.date(),
    })
    return reading ? ask(needs, channel, route, reading) : { items: [], next: null, complete: false }
  }
}

/** One attempt. Where it is known to end the connection it is made alone, and has what came before. */
function ask(needs: HistoryNeeds, channel: string, route: Route, reading: PageReading): Promise<AdapterHistoryPage> {
  const { clock, gate, stuck, unreadable: entries, up } = needs
  const key = `history ${channel} ${reading.start}`
  const isCut = entries.isBetween(channel, reading.start === 'first' ? 0 : Number(reading.start), reading.last)
  if (isCut && entries.areMany(channel)) return Promise.reject(unreadable(channel, false))
  return new Promise((resolve, reject) => {
    let run: PageRun | null = null
    let answered = (): void => {}

    function done(page: AdapterHistoryPage): void {
      end()
      stuck.freed(key)
      resolve(page)
    }
    function failed(error: Error): void {
      end()
      reject(error)
    }
    function end(): void {
      run?.stop()
      answered()
    }

    gate.enter({
      key,
      begin(over) {
        answered = over
        const streams = up()?.streams
        if (streams) run = runPage(reading, { clock, streams, route, done, failed })
        else failed(adapterError('unsupported', 'This RabbitMQ keeps no messages.', { hint: rabbitmqHint('streams') }))
      },
      fail(error) {
        if (run) stuck.lost(key, run.lastSeen)
        failed(error)
      },
      onStuck: isCut || stuck.has(key) ? cut : undefined,
    })

    function cut(): void {
      const lastSeen = run?.lastSeen ?? null
      const isKnown = lastSeen !== null && entries.isBetween(channel, lastSeen + 1, lastSeen + 1)
      if (!isKnown && !stuck.has(key)) {
        stuck.lost(key, lastSeen)
        return failed(connectionLost())
      }
      if (lastSeen !== null) entries.add(channel, lastSeen + 1)
      if (lastSeen === null || entries.areMany(channel)) failed(unreadable(channel, false))
      else done(reading.endingBefore(lastSeen + 1))
    }
  })
}
