import '../styles/styles.css'
import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Client } from '@herenow/react'
import { fireEvent, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { find, findAll, render } from '../../test/render.ts'
import { OccupancyBadge } from './occupancy-badge.tsx'
import { PresenceAvatars } from './presence-avatars.tsx'
import { PresenceList } from './presence-list.tsx'
import { PresencePopover } from './presence-popover.tsx'
import { TypingIndicator } from './typing-indicator.tsx'

const room = 'room:lobby'
let hub = createHub()
beforeEach(() => {
  hub = createHub()
})

function join(clientId: string, enter = true): Client {
  const client = createClient({ adapter: hub.adapter(), clientId, info: { name: clientId } })
  onTestFinished(() => client.close())
  if (enter) void client.channel(room).presence.enter()
  return client
}

function show(children: ReactNode, client: Client | null = join('me', false)) {
  const mounted = render(<RealtimeProvider client={client}>{children}</RealtimeProvider>)
  const names = () => screen.queryAllByRole('img').map((avatar) => avatar.getAttribute('aria-label'))
  return { ...mounted, names }
}

it('shows whoever is in the channel, by time of entering, and ourselves only if we take part', async () => {
  const { names, rerender } = show(<PresenceAvatars channel={room} />)
  for (const name of ['ana', 'bob', 'cy']) {
    join(name)
    await vi.waitFor(() => expect(names().at(-1)).toBe(name))
  }
  const me = join('me', false)
  rerender(
    <RealtimeProvider client={me}>
      <PresenceAvatars channel={room} enter />
    </RealtimeProvider>,
  )
  await vi.waitFor(() => expect(names()).toEqual(['me', 'ana', 'bob', 'cy']))
})

it('shows two tabs of one person as one avatar', async () => {
  const { names } = show(<PresenceAvatars channel={room} />)
  join('ana')
  join('ana')
  join('bob')
  await vi.waitFor(() => expect(new Set(names())).toEqual(new Set(['ana', 'bob'])))
  expect(names()).toHaveLength(2)
})

it('says that people can’t be shown where the user has no right to see them', async () => {
  hub.denyPresence(room, 'me')
  join('ana')
  show(<PresenceList channel={room} />)
  await vi.waitFor(() => expect(find('.hn-presence-list').getAttribute('data-state')).toBe('error'))
  hub.allowPresence(room, 'me')
  await vi.waitFor(() => expect(find('.hn-presence-list').textContent).toContain('ana'))
})

it('does not touch the page while a connection breaks and comes back', async () => {
  const { names } = show(<PresenceAvatars channel={room} />)
  const ana = join('ana')
  await vi.waitFor(() => expect(names()).toEqual(['ana']))
  join('bob')
  await vi.waitFor(() => expect(names()).toEqual(['ana', 'bob']))
  const changes: MutationRecord[] = []
  const observer = new MutationObserver((records) => changes.push(...records))
  observer.observe(find('.hn-presence-avatars'), { subtree: true, childList: true, attributes: true })
  const back = ana.connection.once('connected')
  hub.disconnect('ana')
  hub.disconnect('me')
  await back
  // What comes after it has been told everything before it.
  join('cy')
  await vi.waitFor(() => expect(names()).toEqual(['ana', 'bob', 'cy']))
  const touched = changes.filter(({ target, addedNodes }) => !isNew(target) && ![...addedNodes].some(isNew))
  expect(touched.filter(({ attributeName }) => !['aria-label', 'style'].includes(attributeName ?? ''))).toEqual([])
  observer.disconnect()
})

const isNew = (node: Node) => node instanceof HTMLElement && node.innerHTML.includes('aria-label="cy"')

it('is empty without a channel, and while nobody is signed in', () => {
  show(
    <>
      <PresenceAvatars channel={null} enter />
      <PresenceList channel={room} />
      <PresencePopover channel={room} />
      <OccupancyBadge channel={room} />
    </>,
    null,
  )
  expect(screen.queryAllByRole('img')).toEqual([])
  expect(find('.hn-presence-list').dataset['state']).toBe('pending')
  const badges = findAll('.hn-occupancy-badge').map(({ textContent }) => textContent)
  expect(badges).toEqual(['–Loading people…', '–Loading people…'])
})

it('counts a channel without attaching to it', async () => {
  const me = join('me', false)
  show(<OccupancyBadge channel={room} />, me)
  join('ana')
  await vi.waitFor(() => expect(find('.hn-occupancy-badge').textContent).toContain('1 person here'))
  expect(me.channel(room).state.getState().status).toBe('initialized')
})

it('lists everyone live in an open popover', async () => {
  show(<PresencePopover channel={room} />)
  join('ana')
  fireEvent.click(await screen.findByRole('button', { name: /1 person here/ }))
  join('bob')
  await vi.waitFor(() => {
    expect(findAll('.hn-presence-list-name').map(({ textContent }) => textContent)).toEqual(['ana', 'bob'])
  })
})

it('shows the same colour wherever a person is: with an avatar, at their messages and while they type', async () => {
  const ana = createClient({ adapter: hub.adapter(), clientId: 'ana', info: { name: 'ana' } })
  onTestFinished(() => ana.close())
  const channel = ana.channel(room)
  await channel.presence.enter({ color: '#be123c' })
  show(
    <>
      <PresenceAvatars channel={room} />
      <TypingIndicator channel={room} />
    </>,
  )
  await vi.waitFor(() => expect(getComputedStyle(find('.hn-avatar-face')).backgroundColor).toBe('rgb(190, 18, 60)'))
  await vi.waitFor(async () => {
    await channel.signal('herenow:typing', 5_000)
    expect(find('.hn-typing-name')).toBeDefined()
  })
  await vi.waitFor(() => expect(find('.hn-typing-name').style.getPropertyValue('--hn-avatar-color')).toBe('#be123c'))
  await channel.presence.update({ color: '#15803d' })
  await vi.waitFor(() => expect(getComputedStyle(find('.hn-avatar-face')).backgroundColor).toBe('rgb(21, 128, 61)'))
  await vi.waitFor(() => expect(find('.hn-typing-name').style.getPropertyValue('--hn-avatar-color')).toBe('#15803d'))
})

it.each<[string, ReactNode]>([
  ['avatars', <PresenceAvatars key="" channel={room} max={8} />],
  ['a list', <PresenceList key="" channel={room} />],
])('keeps the colours of %s apart, and as they are when others come', async (_, people) => {
  const hues = (avatars: readonly HTMLElement[]) =>
    avatars.map(({ style }) => Number(style.getPropertyValue('--hn-avatar-hue')))
  show(people)
  let before: readonly number[] = []
  for (let count = 1; count <= 8; count += 1) {
    join(`person-${count}`)
    await vi.waitFor(() => expect(findAll('.hn-avatar')).toHaveLength(count))
    const now = hues(findAll('.hn-avatar'))
    expect(now.slice(0, -1)).toEqual(before)
    const sorted = now.toSorted((a, b) => a - b)
    const gaps = sorted.map((hue, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + 360) - hue)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20)
    before = now
  }
})
