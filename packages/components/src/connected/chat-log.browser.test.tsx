import { createHub } from '@herenow/memory'
import type { Hub, SeedMessage } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Client } from '@herenow/react'
import { fireEvent, renderHook, screen } from '@testing-library/react'
import type { ReactElement, ReactNode } from 'react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { messagesFrom } from '../../test/log-messages.ts'
import { find, findAll, render } from '../../test/render.ts'
import { ChatLog, ChatPanel } from '../index.ts'
import type { LogMessage } from '../index.ts'
import { useBubbles } from './use-bubbles.ts'

it('shows the log of whoever is signed in, also when that changes while it is shown', async () => {
  const hub = createHub()
  hub.seedHistory('room:lobby', [{ name: 'said', data: 'Hello everybody', clientId: 'cem' }])
  const [ada, ben] = ['ada', 'ben'].map((clientId) => {
    const client = createClient({ adapter: hub.adapter(), clientId })
    onTestFinished(() => client.close())
    return client
  })
  const tree = (client: Client | undefined): ReactElement => (
    <RealtimeProvider client={client ?? null}>
      <ChatLog channel="room:lobby" />
    </RealtimeProvider>
  )
  const page = render(tree(ada))
  const shown = (): Promise<void> =>
    vi.waitFor(() => expect(screen.getByRole('log').textContent).toContain('Hello everybody'))
  await shown()
  page.rerender(tree(ben))
  await shown()
  page.rerender(tree(undefined))
  page.rerender(tree(ada))
  await shown()
})

interface Opened {
  readonly hub: Hub
  /** What the rows say. */
  readonly rows: () => readonly string[]
}

function open(log: ReactElement, seed: readonly SeedMessage[] = []): Opened {
  const hub = createHub()
  hub.seedHistory('room:lobby', seed)
  const client = createClient({ adapter: hub.adapter(), clientId: 'ada' })
  onTestFinished(() => client.close())
  render(
    <RealtimeProvider client={client}>
      <div style={{ blockSize: '20rem', display: 'grid' }}>{log}</div>
    </RealtimeProvider>,
  )
  const rows = () => findAll('.hn-message-body').map(({ textContent }) => textContent)
  return { hub, rows }
}

const mixed = [
  { name: 'said', data: 'Hello', clientId: 'cem' },
  { name: 'moved', data: { x: 1, y: 2 }, clientId: 'cem' },
  { name: 'said', data: { text: 'A move!' }, clientId: 'cem' },
  { name: 'noted', data: 'A note', clientId: 'cem' },
  { name: 'poll', data: { question: 'Tea?' }, clientId: 'cem' },
  { name: 'said', data: { picture: 7 }, clientId: 'cem' },
]

function Poll({ message: { data } }: Pick<LogMessage, 'message'>): ReactElement {
  return <b>{(data as { question: string }).question}</b>
}

describe('the messages of a channel', () => {
  it.each<[string, () => ReactElement, readonly string[]]>([
    [
      'what has text or is called said',
      () => <ChatLog channel="room:lobby" />,
      ['Hello', 'A move!', 'A note', 'This message has no text'],
    ],
    ['what is named', () => <ChatLog channel="room:lobby" names={['noted']} />, ['A note']],
    [
      'what is drawn, too',
      () => <ChatLog channel="room:lobby" names={['noted']} renderers={{ poll: Poll }} />,
      ['A note', 'Tea?'],
    ],
    [
      'what is drawn, and by default what has text',
      () => <ChatPanel channel="room:lobby" renderers={{ poll: Poll }} />,
      ['Hello', 'A move!', 'A note', 'Tea?', 'This message has no text'],
    ],
  ])('shows %s', async (_, log, shown) => {
    const { rows } = open(log(), mixed)
    await vi.waitFor(() => expect(rows()).toEqual(shown))
  })

  it('ignores message names that are properties of every object', async () => {
    const { rows } = open(<ChatLog channel="room:lobby" renderers={{ poll: Poll }} />, [
      { name: 'constructor', data: 'I am text', clientId: 'cem' },
      { name: '__proto__', data: { x: 1 }, clientId: 'cem' },
    ])
    await vi.waitFor(() => expect(rows()).toEqual(['I am text']))
  })

  it('draws the unread line when the last read message is hidden', async () => {
    const seed = [
      { id: 'a', name: 'said', data: 'Read', clientId: 'cem' },
      { id: 'b', name: 'moved', data: { x: 1 }, clientId: 'cem' },
      { id: 'c', name: 'said', data: 'Unread', clientId: 'cem' },
    ]
    const { rows } = open(<ChatLog channel="room:lobby" unreadAfterId="b" />, seed)
    await vi.waitFor(() => expect(rows()).toEqual(['Read', 'Unread']))
    expect(find('.hn-log-row:last-of-type .hn-unread-divider').textContent).not.toBe('')
  })

  it('reads older pages when the newest ones have nothing to show, and on scrolling up', async () => {
    const moves = Array.from({ length: 130 }, (_, x) => ({ name: 'moved', data: { x }, clientId: 'cem' }))
    const { rows } = open(<ChatLog channel="room:lobby" />, [
      { name: 'said', data: 'First of all', clientId: 'cem' },
      ...moves,
      { name: 'said', data: 'Then', clientId: 'cem' },
      ...moves,
    ])
    await vi.waitFor(() => expect(rows()).toContain('Then'))
    await vi.waitFor(() => expect(rows()).toEqual(['First of all', 'Then']))
    await vi.waitFor(() => expect(find('.hn-log-header').dataset['state']).toBe('begins'))
  })

  it('stops after ten pages without anything to show, and offers a button', async () => {
    const moves = Array.from({ length: 900 }, (_, x) => ({ name: 'moved', data: { x }, clientId: 'cem' }))
    const { rows } = open(<ChatLog channel="room:lobby" />, [
      { name: 'said', data: 'First of all', clientId: 'cem' },
      ...moves,
    ])
    const again = await screen.findByRole('button', { name: 'Load older messages' })
    expect(rows()).toEqual([])
    fireEvent.click(again)
    await vi.waitFor(() => expect(rows()).toEqual(['First of all']))
  })

  it('searches each channel for its first messages, not only the first one', async () => {
    const hub = createHub()
    const moves = Array.from({ length: 900 }, (_, x) => ({ name: 'moved', data: { x }, clientId: 'cem' }))
    hub.seedHistory('room:empty', moves)
    hub.seedHistory('room:lobby', [{ name: 'said', data: 'First of all', clientId: 'cem' }, ...moves.slice(0, 200)])
    const client = createClient({ adapter: hub.adapter(), clientId: 'ada' })
    onTestFinished(() => client.close())
    const wrapper = ({ children }: { children: ReactNode }) => (
      <RealtimeProvider client={client}>{children}</RealtimeProvider>
    )
    const seen: string[] = []
    const { rerender } = renderHook(
      ({ room }) => {
        const { status, messages } = useBubbles(room, {})
        seen.push(`${room} ${status} ${messages.length}`)
      },
      { wrapper, initialProps: { room: 'room:empty' } },
    )
    await vi.waitFor(() => expect(seen.at(-1)).toBe('room:empty ready 0'))
    rerender({ room: 'room:lobby' })
    await vi.waitFor(() => expect(seen.at(-1)).toBe('room:lobby ready 1'))
    expect(seen).not.toContain('room:lobby ready 0')
  })

  it('counts and announces only messages that are shown', async () => {
    const { hub, rows } = open(<ChatLog channel="room:lobby" renderers={{ poll: Poll }} />, mixed.slice(0, 1))
    await vi.waitFor(() => expect(rows()).toEqual(['Hello']))
    const spoken = () => findAll('[aria-live="polite"]').map(({ textContent }) => textContent)
    const cem = createClient({ adapter: hub.adapter(), clientId: 'cem' })
    onTestFinished(() => cem.close())
    await cem.channel('room:lobby').publish('moved', { x: 3 })
    await cem.channel('room:lobby').publish('poll', { question: 'Tea?' })
    await vi.waitFor(() => expect(rows()).toEqual(['Hello', 'Tea?']))
    await vi.waitFor(() => expect(spoken()).toContain('1 new message'))
  })
})

it('shows the messages to who may not be seen or see who is present, and warns once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const { hub, rows } = open(<ChatPanel channel="room:lobby" />, mixed)
  hub.denyPresence('room:lobby')
  await vi.waitFor(() => expect(rows()).toContain('A move!'))
  await vi.waitFor(() => expect(warn.mock.calls).toEqual([[expect.stringContaining('presence'), expect.anything()]]))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('says in the reader’s words that earlier messages may not be read, and offers no second try', () => {
  const error = { code: 'forbidden', message: 'The token doesn\'t allow "history" on this channel.' }
  const again = vi.fn<() => void>()
  const shown = render(<ChatLog messages={[]} status="error" error={error} onLoadOlder={again} />)
  const said = (): string => screen.getByRole('alert').textContent
  expect(said()).toBe('You may not read earlier messages')
  shown.rerender(<ChatLog messages={messagesFrom(1, 1)} status="error" error={error} onLoadOlder={again} />)
  expect(said()).toBe('You may not read earlier messages')
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  shown.rerender(<ChatLog messages={[]} status="error" error={{ message: 'The archive is closed.' }} />)
  expect(said()).toContain('The archive is closed.')
})
