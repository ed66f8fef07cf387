import '../styles/presence.css'
import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Client } from '@herenow/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { mount } from '../../test/mount.tsx'
import { OccupancyBadge } from './occupancy-badge.tsx'
import { PresenceAvatars } from './presence-avatars.tsx'
import { PresenceList } from './presence-list.tsx'
import { PresencePopover } from './presence-popover.tsx'

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
  const mounted = mount(<RealtimeProvider client={client}>{children}</RealtimeProvider>)
  const names = () => mounted.findAll('.hn-avatar').map((avatar) => avatar.getAttribute('aria-label'))
  return { ...mounted, names }
}

it('shows whoever is in the channel, by time of entering, and ourselves only if we take part', async () => {
  const { names, render } = show(<PresenceAvatars channel={room} />)
  for (const name of ['ana', 'bob', 'cy']) {
    join(name)
    await vi.waitFor(() => expect(names().at(-1)).toBe(name))
  }
  const me = join('me', false)
  render(
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

it('does not touch the page while a connection breaks and comes back', async () => {
  const { names, find } = show(<PresenceAvatars channel={room} />)
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
  const { find, findAll } = show(
    <>
      <PresenceAvatars channel={null} enter />
      <PresenceList channel={room} />
      <PresencePopover channel={room} />
      <OccupancyBadge channel={room} />
    </>,
    null,
  )
  expect(findAll('.hn-avatar')).toEqual([])
  expect(find('.hn-presence-list').dataset['state']).toBe('pending')
  const badges = findAll('.hn-occupancy-badge').map(({ textContent }) => textContent)
  expect(badges).toEqual(['–Looking who is here', '–Looking who is here'])
})

it('counts a channel without attaching to it', async () => {
  const me = join('me', false)
  const { find } = show(<OccupancyBadge channel={room} />, me)
  join('ana')
  await vi.waitFor(() => expect(find('.hn-occupancy-badge').textContent).toContain('1 person here'))
  expect(me.channel(room).state.getState().status).toBe('initialized')
})

it('lists everyone live in an open popover', async () => {
  const { find, findAll } = show(<PresencePopover channel={room} />)
  join('ana')
  const button = find('.hn-presence-popover')
  await vi.waitFor(() => expect(button.textContent).toContain('1 person here'))
  button.click()
  join('bob')
  await vi.waitFor(() => {
    expect(findAll('.hn-presence-list-name').map(({ textContent }) => textContent)).toEqual(['ana', 'bob'])
  })
})
