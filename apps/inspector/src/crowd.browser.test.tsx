import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { ConnectionInfo } from '@herenow/server/api'
import { createApi } from '@herenow/server/api'
import { act, cleanup, render, renderHook, screen, within } from '@testing-library/react'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Access } from './access/access.ts'
import { ChannelPanel } from './channels/channel-panel.tsx'
import { ConnectionTable } from './connections/connection-table.tsx'
import { usePaced } from './looking/use-paced.ts'

// What keeps the page light on a crowded server: few rows, and of those few that are rendered again.

afterEach(cleanup)

const place = { httpUrl: 'http://127.0.0.1:1', socketUrl: 'ws://127.0.0.1:1' }
const api = createApi({ url: place.httpUrl, key: 'a key of nobody' })
const readOnly = new Set(['connections', 'channels', 'info', 'observe'])

it('shows the newest of many messages and some of many people, and says how many there are', async () => {
  const hub = createHub()
  hub.seedHistory(
    'room:crowd',
    Array.from({ length: 500 }, (_, n) => ({ name: 'said', data: `message ${n}`, clientId: 'ana' })),
  )
  const people = Array.from({ length: 300 }, (_, n) =>
    createClient({ adapter: hub.adapter(), clientId: `person-${n}` }),
  )
  const client = createClient({ adapter: hub.adapter(), clientId: 'observer:test' })
  onTestFinished(async () => {
    await Promise.all([client, ...people].map((each) => each.close()))
  })
  await Promise.all(people.map((each) => each.channel('room:crowd').presence.enter({ at: 'home' })))
  const access: Access = { place, api, rights: readOnly, client }
  render(
    <RealtimeProvider client={client}>
      <ChannelPanel access={access} channel="room:crowd" onClose={() => {}} />
    </RealtimeProvider>,
  )
  const messages = await screen.findByRole('list', { name: 'Messages, the newest first' }, { timeout: 30_000 })
  const rows = await within(messages).findAllByRole('listitem')
  expect(rows).toHaveLength(50)
  expect(rows[0]?.textContent).toContain('message 499')
  await screen.findByText('300', {}, { timeout: 30_000 })
  expect(within(screen.getByRole('list', { name: 'People' })).getAllByRole('listitem')).toHaveLength(50)
  expect(screen.getByText('and 250 more')).toBeDefined()
  // The page looks on: nobody has come.
  expect((await client.hereNow({ channels: ['room:crowd'] })).totalOccupancy).toBe(300)
  expect(screen.queryByRole('form', { name: 'Publish' })).toBeNull()
})

/** A connection that counts how often its row is rendered: nothing else takes a part of its channels. */
function connectionAt(n: number, queueBytes: number, onRender: () => void): ConnectionInfo {
  const channels = ['room:a']
  const slice = (...range: readonly [number?, number?]): string[] => {
    onRender()
    return [...channels].slice(...range)
  }
  return {
    connectionId: `c${n}`,
    clientId: `client-${n}`,
    name: undefined,
    address: '192.0.2.1',
    openedAt: n,
    channels: Object.assign(channels, { slice }),
    subscriptions: 1,
    queueBytes,
  }
}

it('renders of a hundred connections those again that have changed', () => {
  let rendered = 0
  const onRender = (): void => void (rendered += 1)
  const list = (queueOfFirst: number) =>
    Array.from({ length: 100 }, (_, n) => connectionAt(n, n === 0 ? queueOfFirst : 0, onRender))
  const access: Access = { place, api, rights: readOnly, client: null }
  const table = (connections: readonly ConnectionInfo[]) => (
    <ConnectionTable
      access={access}
      answer={{ value: { connections, total: 5_000 }, error: null }}
      filter=""
      onFilter={() => {}}
      order="newest"
      onOrder={() => {}}
    />
  )
  const { rerender } = render(table(list(0)))
  const first = rendered
  expect(first).toBeGreaterThanOrEqual(100)
  expect(screen.getByText('100 of 5,000')).toBeDefined()
  rerender(table(list(0)))
  expect(rendered).toBe(first)
  rerender(table(list(2_048)))
  expect(rendered - first).toBeLessThanOrEqual(5)
  expect(screen.getByText('2 KiB')).toBeDefined()
  // Resumed from elsewhere, it is the same connection.
  const resumed = list(2_048).map((each, n) => (n === 1 ? { ...each, address: '198.51.100.7', name: 'phone' } : each))
  rerender(table(resumed))
  expect(screen.getByText('198.51.100.7')).toBeDefined()
  expect(screen.getByText('phone')).toBeDefined()
})

it('shows what changes with every frame a few times a second, and the newest at last', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const seen = new Set<number>()
  const { rerender, result } = renderHook(
    ({ value }) => {
      const shown = usePaced(value)
      seen.add(shown)
      return shown
    },
    { initialProps: { value: 0 } },
  )
  for (let frame = 1; frame <= 60; frame += 1) {
    rerender({ value: frame })
    act(() => void vi.advanceTimersByTime(16))
  }
  expect(seen.size).toBeLessThanOrEqual(5)
  act(() => void vi.advanceTimersByTime(250))
  expect(result.current).toBe(60)
})
