import type { AdapterHistoryPage, HistoryQuery, Position } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import type { PageReading } from './history-page.ts'
import { readPage } from './history-page.ts'
import { streamPosition } from './stream-position.ts'
import type { StreamEntry } from './streams.ts'

const at = (number: number, epoch = 'stream', fingerprint = `f${number}`): Position =>
  streamPosition(epoch, { number, fingerprint })

function reading(query: Partial<HistoryQuery>, readableFrom = (number: number): number => number): PageReading {
  const found = readPage({
    channel: 'room',
    epoch: 'stream',
    query: { limit: 2, direction: 'forwards', ...query },
    newMark: () => 'own',
    readableFrom,
    now: () => 0,
  })
  if (!found) throw new Error('There is nothing to read')
  return found
}

function entry(number: number, mark: string | null = null, fingerprint = `f${number}`): StreamEntry {
  return { number, mark, fingerprint, frame: { headers: {}, body: String(number) } }
}

function page(from: PageReading, ...entries: readonly StreamEntry[]): AdapterHistoryPage | null {
  for (const one of entries) {
    const found = from.take(one)
    if (found) return found
  }
  return null
}
const dataOf = (found: AdapterHistoryPage | null): unknown => found?.items.map(({ data }) => data)

describe('a page', () => {
  it('ends at its own mark, without those of others', () => {
    const from = reading({})
    expect([from.start, from.mark]).toEqual(['first', 'own'])
    const found = page(from, entry(0), entry(1, 'other'), entry(2), entry(3, 'own'))
    expect(found).toMatchObject({ next: null, complete: true })
    expect(dataOf(found)).toEqual([0, 2])
  })

  it('that is full leads on behind its last message', () => {
    const found = page(reading({}), entry(0), entry(1), entry(2))
    expect(dataOf(found)).toEqual([0, 1])
    expect(found?.next).toMatchObject({ limit: 2, direction: 'forwards', after: at(1, 'stream', 'f1') })
  })

  it.each([
    ['until', { until: at(3) }, [2, 3]],
    ['before', { before: at(3) }, [2]],
    ['until and before', { until: at(9), before: at(3) }, [2]],
  ])('needs no mark where it ends %s a position', (_, bounds, expected) => {
    const from = reading({ after: at(1), ...bounds })
    expect([from.start, from.mark]).toEqual([1, null])
    expect(dataOf(page(from, entry(1), entry(2), entry(3)))).toEqual(expected)
  })

  it('ends also where the entry of its bound is gone', () => {
    expect(dataOf(page(reading({ until: at(3) }), entry(2), entry(9)))).toEqual([2])
  })

  it.each([
    ['the entry is there', [entry(1), entry(2), entry(3, 'own')], true],
    ['retention took the entry', [entry(2), entry(3, 'own')], false],
    ['another entry stands there', [entry(1, null, 'other'), entry(2), entry(3, 'own')], false],
  ])('says whether it continues: %s', (_, entries, complete) => {
    const found = page(reading({ after: at(1) }), ...entries)
    expect(found?.complete).toBe(complete)
    expect(dataOf(found)).toEqual([2])
  })

  it('begins with the first message, and is not complete, behind a position of another stream', () => {
    const from = reading({ after: at(1, 'gone') })
    expect(from.start).toBe('first')
    expect(page(from, entry(0), entry(1, 'own'))).toMatchObject({ complete: false, next: null })
  })

  it('is there to be read only where its end can be', () => {
    const query = { limit: 2, direction: 'forwards', until: at(3, 'gone') } as const
    expect(
      readPage({ channel: 'room', epoch: 'stream', query, newMark: () => 'own', readableFrom: (n) => n, now: () => 0 }),
    ).toBeNull()
  })

  it('is read from the beginning, with a mark, where nothing came from where it was to begin', () => {
    const from = reading({ after: at(9), until: at(12) }).otherwise()
    expect([from.start, from.mark]).toEqual(['first', 'own'])
    const found = page(from, entry(0), entry(1, 'own'))
    expect(found?.complete).toBe(false)
    expect(dataOf(found)).toEqual([0])
  })

  it('of nothing but marks ends after ten thousand entries, and leads on', () => {
    const from = reading({})
    const marks = Array.from({ length: 20_000 }, (_, number) => entry(number, 'other'))
    const found = page(from, ...marks)
    expect(found).toMatchObject({ items: [], next: { after: at(10_001, 'stream', 'f10001') } })
    const next = reading({ after: found?.next?.after })
    expect(next.start).toBe(10_001)
    expect(page(next, entry(10_001, 'other'), entry(10_002, 'own'))?.complete).toBe(true)
  })
})

describe('an entry that can not be read', () => {
  const behind8 = (number: number): number => (number === 7 || number === 8 ? 9 : number)

  it('ends the page, and the next one begins behind it', () => {
    const from = reading({ limit: 10 })
    from.take(entry(5))
    const found = from.endingBefore(6)
    expect(dataOf(found)).toEqual([5])
    expect(found).toMatchObject({ next: { limit: 10, after: at(6, 'stream', '') }, complete: true })
  })

  it('ends also the last page', () => {
    expect(reading({ until: at(6) }).endingBefore(6).next).toBeNull()
  })

  it.each([6, 7, 8])('is passed by a page that begins behind number %d, which is not complete', (number) => {
    const from = reading({ after: at(number) }, behind8)
    expect(from.start).toBe(9)
    const found = page(from, entry(9), entry(10, 'own'))
    expect(dataOf(found)).toEqual([9])
    expect(found?.complete).toBe(false)
  })

  it('leaves nothing to read where the page would end with it', () => {
    const query = { limit: 2, direction: 'forwards', after: at(6), until: at(8) } as const
    const request = { channel: 'room', epoch: 'stream', query, newMark: () => 'own', now: () => 0 }
    expect(readPage({ ...request, readableFrom: behind8 })).toBeNull()
  })

  it('further on changes nothing where the page begins', () => {
    expect(reading({ after: at(5) }, behind8).start).toBe(5)
  })
})
