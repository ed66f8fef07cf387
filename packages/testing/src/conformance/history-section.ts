import type {
  AdapterHistoryPage,
  Capabilities,
  HistoryDirection,
  HistoryQuery,
  Position,
  ReceivedMessage,
} from '@herenow/adapter'
import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import { message, positionsOf } from './participant.ts'
import type { Scenario } from './stage.ts'

async function ask(
  { session }: Participant,
  direction: HistoryDirection,
  query: Partial<HistoryQuery> = {},
): Promise<AdapterHistoryPage> {
  return session.history('room', { limit: 100, direction, ...query })
}
const dataOf = (items: readonly ReceivedMessage[]): readonly unknown[] => items.map((it) => it.data)

/** One of the positions, which must be there. */
function oneOf(positions: readonly Position[], index: number): Position {
  const position = positions[index]
  if (!position) throw new Error('There is no such position')
  return position
}

/** Publishes one message at a later moment than those before, by the service's clock. */
async function publishLater(participant: Participant, data: unknown, than: number): Promise<number> {
  for (;;) {
    const [receipt] = await participant.publish('clock', null)
    if (receipt !== undefined && receipt.timestamp > than) break
  }
  const [receipt] = await participant.publish('room', data)
  return receipt?.timestamp ?? 0
}

/** Reading what is stored. */
export function historySection(scenario: Scenario, { history, timestamps, retention }: Capabilities): void {
  const directions: readonly HistoryDirection[] = history === 'full' ? ['forwards', 'backwards'] : ['forwards']

  for (const direction of directions) {
    const inOrder = <T>(values: readonly T[]): readonly T[] =>
      direction === 'forwards' ? values : [...values].reverse()

    scenario(`reads ${direction}, the same messages that were delivered`, async ({ join }) => {
      const ana = await join('ana', { name: 'Ana' })
      await ana.attach('room')
      await ana.session.publish('room', [message(1, { meta: { a: 1 } }), message({ b: 2 }), message(null)])
      const live = await ana.messages('room', 3)
      const page = await ask(ana, direction)
      expect(page).toEqual({ items: inOrder(live), next: null, complete: true })
    })

    scenario(`pages ${direction} without a hole or a double, and knows the last page`, async ({ join }) => {
      const ana = await join('ana')
      const values = Array.from({ length: 12 }, (_, index) => index)
      await ana.publish('room', ...values)
      const sizes: number[] = []
      const read: unknown[] = []
      let query: HistoryQuery | null = { limit: 4, direction }
      while (query !== null) {
        const page: AdapterHistoryPage = await ana.session.history('room', query)
        sizes.push(page.items.length)
        read.push(...dataOf(page.items))
        query = page.next
      }
      expect(read).toEqual(inOrder(values))
      expect(sizes).toEqual([4, 4, 4])
    })

    scenario(`reads ${direction} between positions`, async ({ join }) => {
      const ana = await join('ana')
      const positions = await positionsOf(ana, 'room', 0, 1, 2, 3, 4, 5)
      const at = (index: number): Position => oneOf(positions, index)
      const read = async (query: Partial<HistoryQuery>): Promise<readonly unknown[]> =>
        dataOf((await ask(ana, direction, query)).items)
      expect(await read({ after: at(1) })).toEqual(inOrder([2, 3, 4, 5]))
      expect(await read({ before: at(2) })).toEqual(inOrder([0, 1]))
      expect(await read({ until: at(2) })).toEqual(inOrder([0, 1, 2]))
      expect(await read({ after: at(1), before: at(4) })).toEqual(inOrder([2, 3]))
      expect(await read({ after: at(5) })).toEqual([])
      expect(await read({ after: at(0), until: at(3), limit: 2 })).toEqual(direction === 'forwards' ? [1, 2] : [3, 2])
    })

    if (timestamps === 'service') {
      scenario(`reads ${direction} between moments, both included`, async ({ join }) => {
        const ana = await join('ana')
        const one = await publishLater(ana, 1, 0)
        const two = await publishLater(ana, 2, one)
        await publishLater(ana, 3, two)
        const read = async (query: Partial<HistoryQuery>): Promise<readonly unknown[]> =>
          dataOf((await ask(ana, direction, query)).items)
        expect(await read({ start: two })).toEqual(inOrder([2, 3]))
        expect(await read({ end: two })).toEqual(inOrder([1, 2]))
        expect(await read({ start: two, end: two })).toEqual([2])
      })
    }

    scenario(`has nothing to read ${direction} in a channel that nobody has used`, async ({ join }) => {
      expect(await ask(await join('ana'), direction)).toEqual({ items: [], next: null, complete: true })
    })
  }

  scenario('says when a page does not continue from where it was asked to', async ({ join }) => {
    const ana = await join('ana')
    const first = oneOf(await positionsOf(ana, 'room', 1, 2), 0)
    const known = await ask(ana, 'forwards', { after: first })
    expect(known).toMatchObject({ complete: true })
    const foreign = { ...first, epoch: 'of-another-time' }
    expect(await ask(ana, 'forwards', { after: foreign })).toMatchObject({ complete: false })
  })

  if (retention !== 'channel') {
    scenario('leaves out what was not to be stored', async ({ join }) => {
      const ana = await join('ana')
      await ana.session.publish('room', [message(1), message(2, { store: false }), message(3)])
      expect(dataOf((await ask(ana, 'forwards')).items)).toEqual([1, 3])
    })
  }

  scenario('joins with what is delivered: nothing between the two, nothing twice', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const values = Array.from({ length: 40 }, (_, index) => index)
    const publishing = (async () => {
      for (const value of values) await bob.publish('room', value)
    })()
    await bob.session.ping()
    await ana.attach('room')
    await publishing
    const position = ana.recorder.of('attached', 'room')[0]?.position
    const before = position ? dataOf((await ask(ana, 'forwards', { until: position })).items) : []
    await ana.messages('room', values.length - before.length)
    expect([...before, ...ana.data('room')]).toEqual(values)
  })
}
