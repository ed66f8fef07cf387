import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import type { TestClock } from '@herenow/testing'
import { createTestClock } from '@herenow/testing'
import { beforeEach, expect, it } from 'vitest'
import { readPage } from './history-page.ts'
import type { PageRun } from './page-run.ts'
import { runPage } from './page-run.ts'
import { streamPosition } from './stream-position.ts'
import type { StreamEntry, StreamStart } from './streams.ts'

const route = { stream: '/queue/room', streamInput: '/amq/queue/room', live: '/exchange/x/room' }

let clock: TestClock
let marks: string[]
let starts: StreamStart[]
let pages: AdapterHistoryPage[]
let failures: Error[]
let deliver: (entry: StreamEntry) => void

beforeEach(() => {
  clock = createTestClock()
  marks = []
  starts = []
  pages = []
  failures = []
})

function run(query: Partial<HistoryQuery> = {}): PageRun {
  const reading = readPage({
    channel: 'room',
    epoch: 'stream',
    query: { limit: 2, direction: 'forwards', ...query },
    newMark: () => `mark-${starts.length}`,
    readableFrom: (number) => number,
    now: () => 0,
  })
  if (!reading) throw new Error('There is nothing to read')
  const made = runPage(reading, {
    clock,
    streams: {
      ensure() {},
      read(_route, start, onEntry) {
        starts.push(start)
        deliver = onEntry
        return String(starts.length)
      },
      stop() {},
      mark: (_route, id) => marks.push(id),
    },
    route,
    done(page) {
      pages.push(page)
      made.stop()
    },
    failed(error) {
      failures.push(error)
      made.stop()
    },
  })
  return made
}

const entry = (number: number, mark: string | null = null): StreamEntry => ({
  number,
  mark,
  fingerprint: 'f',
  frame: { headers: {}, body: String(number) },
})

it('leaves no mark for a page that is full', async () => {
  run()
  for (const number of [0, 1, 2]) deliver(entry(number))
  await clock.advance(60_000)
  expect([pages.length, marks, clock.pending]).toEqual([1, [], 0])
})

it('leaves one mark when nothing more comes, and ends with it', async () => {
  const made = run()
  deliver(entry(0))
  await clock.advance(1_000)
  expect([marks, made.lastSeen]).toEqual([['mark-0'], 0])
  deliver(entry(1, 'mark-0'))
  expect(pages).toMatchObject([{ items: [{ data: 0 }], next: null }])
})

it('reads from the beginning where the entry does not come that it begins with', async () => {
  run({ after: streamPosition('stream', { number: 9, fingerprint: 'f' }) })
  await clock.advance(3_100)
  expect(starts).toEqual([9, 'first'])
  deliver(entry(0))
  deliver(entry(1, marks.at(-1)))
  expect(pages).toMatchObject([{ items: [{ data: 0 }], complete: false }])
})

it('fails after ten seconds without an entry', async () => {
  run()
  await clock.advance(9_000)
  deliver(entry(0))
  await clock.advance(9_000)
  expect(failures).toEqual([])
  await clock.advance(1_000)
  expect(failures).toMatchObject([{ code: 'timeout', retryable: true }])
})
