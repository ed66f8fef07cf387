import '../styles/styles.css'
import { createHub } from '@herenow/memory'
import type { Hub } from '@herenow/memory'
import { createClient, RealtimeProvider, typingStore } from '@herenow/react'
import type { Client, Logger } from '@herenow/react'
import { screen } from '@testing-library/react'
import { Profiler } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { find, findAll, render } from '../../test/render.ts'
import { ChatPanel, Composer, Message, PresenceAvatars, TypingIndicator } from '../index.ts'
import type { LogMessage } from '../index.ts'

const room = 'room:lobby'
let hub: Hub
beforeEach(() => {
  sessionStorage.clear()
  hub = createHub()
})

/** Some tests let a message fail: what the console would say of it is not for whoever runs them. */
const log: Logger = { debug() {}, info() {}, warn() {}, error() {} }

function join(clientId: string, publishTimeout = 60_000): Client {
  const options = { clientId, info: { name: clientId }, lostAfter: 60, publishTimeout, log }
  const client = createClient({ adapter: hub.adapter(), ...options })
  onTestFinished(() => client.close())
  return client
}

function show(children: ReactNode, client = join('ada')) {
  const inPlace = (content: ReactNode, of: Client) => (
    <RealtimeProvider client={of}>
      <div style={{ display: 'flex', flexDirection: 'column', blockSize: 500, inlineSize: 480 }}>{content}</div>
    </RealtimeProvider>
  )
  const page = render(inPlace(children, client))
  /** Something else in the same place: what stays a component of the same kind stays mounted. */
  const turnTo = (content: ReactNode, of = client) => page.rerender(inPlace(content, of))
  return { ...page, client, turnTo, field: () => screen.getByRole('textbox'), log: () => screen.getByRole('log') }
}

const connected = (client: Client) => vi.waitFor(() => expect(client.connection.getState().status).toBe('connected'))

const seed = (count: number) =>
  hub.seedHistory(
    room,
    Array.from({ length: count }, (_, index) => ({ name: 'said', data: `Line ${index + 1}`, clientId: 'ben' })),
  )

it('is a whole chat: both sides see each other, what they say and who types', async () => {
  const page = show(<ChatPanel channel={room} />)
  const ben = join('ben')
  const heard: unknown[] = []
  ben.channel(room).subscribe(({ data }) => heard.push(data))
  const there = await ben.channel(room).presence.get()
  expect(there.map(({ clientId }) => clientId)).toEqual(['ada'])
  await ben.channel(room).attach()

  await userEvent.type(page.field(), 'Hello Ben{Enter}')
  await vi.waitFor(() => expect(heard).toEqual(['Hello Ben']))
  await ben.channel(room).publish('said', 'Hello Ada')
  await vi.waitFor(() => expect(page.log().textContent).toContain('Hello Ada'))
})

it('only watches with `enter={false}`', async () => {
  const page = show(<ChatPanel channel={room} enter={false} />)
  await vi.waitFor(() => expect(page.log().textContent).toContain('No messages yet'))
  expect(await join('ben').channel(room).presence.get()).toEqual([])
})

/** A wrapper that notes each commit of what is in it. */
function countCommits() {
  const commits: string[] = []
  const Counted = ({ children }: { readonly children?: ReactNode }) => (
    <Profiler id="counted" onRender={(id, phase) => commits.push(`${id}: ${phase}`)}>
      {children}
    </Profiler>
  )
  return { commits, Counted }
}

it('leaves the log alone while one writes', async () => {
  seed(30)
  const rows: string[] = []
  const { commits, Counted } = countCommits()
  const renderMessage = (message: LogMessage): ReactElement => {
    rows.push(message.message.id)
    return <Message {...message} />
  }
  const page = show(
    <Counted>
      <ChatPanel channel={room} log={{ renderMessage }} />
    </Counted>,
  )
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 30'))
  rows.length = 0
  commits.length = 0
  await userEvent.type(page.field(), 'Hello')
  expect(rows).toEqual([])
  expect(commits.length).toBeGreaterThanOrEqual(5)
})

it('draws the composer no second time while others type', async () => {
  const ben = join('ben').channel(room)
  await ben.attach()
  const { commits, Counted } = countCommits()
  const page = show(
    <>
      <Counted>
        <Composer channel={room} />
      </Counted>
      <TypingIndicator channel={room} />
    </>,
  )
  const indicator = () => find('.hn-typing-indicator').textContent
  await vi.waitFor(() => expect(page.field()).toBeVisible())
  await page.client.channel(room).attach()
  commits.length = 0
  typingStore(ben).set(true)
  await vi.waitFor(() => expect(indicator()).toContain('ben'))
  expect(commits).toEqual([])
})

it('keeps the composer above the keyboard of a phone, and comes back down with it', async () => {
  seed(40)
  const page = show(<ChatPanel channel={room} />)
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 40'))
  const { visualViewport } = window
  if (visualViewport === null) throw new Error('There is no visual viewport')
  const bottom = find('.hn-chat-panel').getBoundingClientRect().bottom
  const seen = vi.spyOn(visualViewport, 'height', 'get')
  onTestFinished(() => seen.mockRestore())

  seen.mockReturnValue(bottom - 220)
  visualViewport.dispatchEvent(new Event('resize'))
  expect(page.field().getBoundingClientRect().bottom).toBeLessThanOrEqual(bottom - 220)
  await vi.waitFor(() =>
    expect(page.log().scrollTop).toBeCloseTo(page.log().scrollHeight - page.log().clientHeight, -1),
  )

  seen.mockReturnValue(bottom)
  visualViewport.dispatchEvent(new Event('resize'))
  expect(page.field().getBoundingClientRect().bottom).toBeGreaterThan(bottom - 40)
})

it('keeps the end of the log in view while the composer grows', async () => {
  seed(40)
  const page = show(<ChatPanel channel={room} />)
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 40'))
  const before = page.log().clientHeight
  await userEvent.type(page.field(), 'One{Shift>}{Enter}{Enter}{Enter}{Enter}{/Shift}five')
  expect(page.log().clientHeight).toBeLessThan(before - 40)
  await vi.waitFor(() =>
    expect(page.log().scrollTop).toBeCloseTo(page.log().scrollHeight - page.log().clientHeight, -1),
  )
})

it('tells that the connection is lost, and what was sent when it is back', async () => {
  const page = show(<ChatPanel channel={room} />)
  const banner = () => find('[data-slot="connection-banner"]')
  await connected(page.client)
  expect(banner().dataset['state']).toBe('quiet')
  hub.goOffline('ada')
  await userEvent.type(page.field(), 'One{Enter}Two{Enter}')
  await vi.waitFor(() => expect(banner().textContent).toContain('2 messages go out when it is back.'))
  hub.goOnline('ada')
  await vi.waitFor(() => expect(banner().textContent).toBe('Back online, 2 messages sent'))
  expect(findAll('[data-slot="message"][data-status="sent"]')).toHaveLength(2)
})

it('leaves a message that failed to the log, and gives a text back that was refused', async () => {
  const page = show(<ChatPanel channel={room} />, join('ada', 150))
  await connected(page.client)
  hub.goOffline('ada')
  await userEvent.type(page.field(), 'Too slow{Enter}')
  await vi.waitFor(() => expect(findAll('[data-slot="message"][data-status="failed"]')).toHaveLength(1))
  expect(page.field()).toHaveProperty('value', '')
  await page.client.close()
  await userEvent.type(page.field(), 'Too late{Enter}')
  await vi.waitFor(() => expect(page.field()).toHaveProperty('value', 'Too late'))
  expect(find('.hn-composer-returned').textContent).not.toBe('')
})

it('keeps the draft of each channel, and of each person', async () => {
  const ada = join('ada')
  const page = show(<ChatPanel channel="room:a" />, ada)
  await userEvent.type(page.field(), 'For a')
  page.turnTo(<ChatPanel channel="room:b" />)
  expect(page.field()).toHaveProperty('value', '')
  page.turnTo(<ChatPanel channel="room:a" />, join('ben'))
  expect(page.field()).toHaveProperty('value', '')
  page.turnTo(<ChatPanel channel="room:a" />)
  expect(page.field()).toHaveProperty('value', 'For a')
})

it('goes on under another name: a new client in the place of the old one', async () => {
  seed(5)
  const before = join('ada')
  const page = show(<ChatPanel channel={room} />, before)
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 5'))
  const after = join('ada')
  page.turnTo(<ChatPanel channel={room} />, after)
  await before.close()
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 5'))
  await userEvent.type(page.field(), 'Still me{Enter}')
  await vi.waitFor(() => expect(page.log().textContent).toContain('Still me'))
})

it('is used by keyboard alone: the people, the log, a failed message, and back to the composer', async () => {
  seed(8)
  const page = show(
    <>
      <PresenceAvatars channel={room} max={3} />
      <ChatPanel channel={room} />
    </>,
    join('ada', 150),
  )
  for (const name of ['ben', 'cy', 'dee', 'eve']) void join(name).channel(room).presence.enter()
  await screen.findByRole('button', { name: /more people/ })
  await vi.waitFor(() => expect(page.log().textContent).toContain('Line 8'))
  await connected(page.client)
  hub.goOffline('ada')
  await userEvent.type(page.field(), 'Failing{Enter}')
  await vi.waitFor(() => expect(findAll('[data-slot="message"][data-status="failed"]')).toHaveLength(1))
  hub.goOnline('ada')
  await connected(page.client)

  await userEvent.tab({ shift: true })
  expect(document.activeElement?.closest('[role="log"]')).toBe(page.log())
  await userEvent.keyboard('{End}')
  expect(document.activeElement?.textContent).toContain('Failing')
  await userEvent.keyboard('{ArrowUp}{ArrowUp}')
  expect(document.activeElement?.textContent).toContain('Line 7')
  await userEvent.keyboard('{End}{Enter}')
  expect(document.activeElement?.tagName).toBe('BUTTON')
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(findAll('[data-slot="message"][data-status="sent"]')).toHaveLength(9))

  await userEvent.tab({ shift: true })
  const more = screen.getByRole('button', { name: /more people/ })
  more.focus()
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(more.getAttribute('aria-expanded')).toBe('true'))
  await userEvent.keyboard('{Escape}')
  // The browser tells of a closed popover after the key.
  await vi.waitFor(() => expect(more.getAttribute('aria-expanded')).toBe('false'))
  expect(document.activeElement).toBe(more)
  await userEvent.tab()
  expect(document.activeElement?.closest('[role="log"]')).toBe(page.log())
  await userEvent.keyboard('{End}{Escape}')
  expect(document.activeElement).toBe(page.field())
})
