import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import { assert, asyncProperty, constantFrom, integer, option, record } from 'fast-check'
import { expect, it } from 'vitest'
import { history } from './history.ts'
import { createReading } from './received.ts'
import { serviceError } from './service-error.ts'

const epoch = 'e'

/** Answers as Centrifugo does for a stream of which it keeps `from` to `to`, at most `most` at a time. */
function stream(from: number, to: number, most: number) {
  const offsets = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  const reading = createReading({
    random: { next: () => 0, bytes: (n) => new Uint8Array(n) },
    now: () => 0,
    self: () => null,
  })
  let calls = 0
  return {
    calls: () => calls,
    read: (query: HistoryQuery) =>
      history(
        {
          reading,
          ask: (call) => call(),
          client: {
            history(_channel, { limit = 0, reverse = false, since } = {}) {
              calls += 1
              if (since?.epoch !== undefined && since.epoch !== epoch) {
                return Promise.reject(serviceError({ code: 112, message: 'unrecoverable position' }))
              }
              const start = since?.offset
              // What lies beyond the top is answered with nothing, also backwards.
              const isBeyond = reverse && start !== undefined && start > to + 1
              const found = isBeyond
                ? []
                : offsets.filter((offset) => start === undefined || (reverse ? offset < start : offset > start))
              const ordered = reverse ? found.reverse() : found
              const publications = ordered
                .slice(0, Math.min(limit, most))
                .map((offset) => ({ channel: 'a', data: offset, offset }))
              return Promise.resolve({ publications, epoch, offset: to })
            },
          },
        },
        'a',
        query,
      ),
  }
}

it('reads exactly what is kept between the bounds, page by page, however little comes at a time', async () => {
  const bound = option(integer({ min: 0, max: 25 }), { nil: undefined })
  const any = record({
    from: integer({ min: 1, max: 20 }),
    count: integer({ min: 0, max: 20 }),
    most: integer({ min: 1, max: 5 }),
    limit: integer({ min: 1, max: 7 }),
    after: bound,
    before: bound,
    until: bound,
    direction: constantFrom('forwards' as const, 'backwards' as const),
  })
  const position = (offset: number | undefined) => (offset === undefined ? undefined : { epoch, offset })
  await assert(
    asyncProperty(any, async ({ from, count, most, limit, direction, ...bounds }) => {
      const [after, before, until] = [bounds.after, bounds.before, bounds.until]
      const to = from + count - 1
      const { read } = stream(from, to, most)
      const found: unknown[] = []
      let query: HistoryQuery | null = {
        limit,
        direction,
        after: position(after),
        before: position(before),
        until: position(until),
      }
      while (query !== null) {
        const page: AdapterHistoryPage = await read(query)
        expect(page.items.length).toBeLessThanOrEqual(limit)
        found.push(...page.items.map(({ data }) => data))
        query = page.next
      }
      const expected = Array.from({ length: count }, (_, index) => from + index).filter(
        (offset) => offset > (after ?? 0) && offset < (before ?? Infinity) && offset <= (until ?? Infinity),
      )
      expect(found).toEqual(direction === 'forwards' ? expected : expected.reverse())
    }),
  )
})

it('says whether a page goes on without a hole from where it was asked to', async () => {
  const kept = stream(5, 9, 100)
  const from = async (after: { readonly epoch: string; readonly offset: number }) =>
    (await kept.read({ limit: 10, direction: 'forwards', after })).complete
  expect(await from({ epoch, offset: 4 })).toBe(true)
  expect(await from({ epoch, offset: 9 })).toBe(true)
  expect(await from({ epoch, offset: 3 })).toBe(false)
  expect(await from({ epoch: 'another', offset: 6 })).toBe(false)
})

it('asks once for a page that there is more behind, also when it goes on from another', async () => {
  const kept = stream(1, 50, 100)
  const { next } = await kept.read({ limit: 10, direction: 'backwards' })
  if (next) await kept.read(next)
  expect(kept.calls()).toBe(2)
})

it('does not reckon with the positions of another service', async () => {
  const read = stream(1, 2, 9).read({ limit: 1, direction: 'forwards', after: { epoch, offset: '1' } })
  await expect(read).rejects.toMatchObject({ code: 'invalid_argument' })
})
