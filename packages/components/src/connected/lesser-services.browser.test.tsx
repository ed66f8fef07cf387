import '../styles/styles.css'
import type { RealtimeError } from '@herenow/adapter'
import type { Hub, LesserService } from '@herenow/memory'
import { createHub } from '@herenow/memory'
import type { Client } from '@herenow/react'
import { createClient, RealtimeProvider } from '@herenow/react'
import { fireEvent, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it, onTestFinished, vi } from 'vitest'
import { find, render } from '../../test/render.ts'
import { ChatPanel } from './chat-panel.tsx'
import { OccupancyBadge } from './occupancy-badge.tsx'
import { PresenceAvatars } from './presence-avatars.tsx'
import { PresenceList } from './presence-list.tsx'

const room = 'room:lobby'

/** A service that knows of messages only, as a broker does. */
const broker: LesserService = {
  history: 'forward',
  presence: 'none',
  occupancy: 'none',
  hereNow: 'none',
  whereNow: false,
}

interface Shown {
  readonly hub: Hub
  readonly client: Client
  readonly errors: readonly RealtimeError[]
}

function show(children: ReactNode, less: LesserService = {}): Shown {
  const hub = createHub()
  hub.seedHistory(room, [{ name: 'said', data: 'From before', clientId: 'ben' }])
  const client = createClient({ adapter: hub.adapter({ ...broker, ...less }), clientId: 'ada' })
  const errors: RealtimeError[] = []
  client.on('error', (error) => errors.push(error))
  render(<RealtimeProvider client={client}>{children}</RealtimeProvider>)
  onTestFinished(() => client.close())
  return { hub, client, errors }
}

it('says in the place of avatars, and of a list, that nobody can tell who is here', async () => {
  const { errors } = show(
    <>
      <PresenceAvatars channel={room} enter />
      <PresenceList channel={room} enter />
    </>,
  )
  await vi.waitFor(() => expect(find('.hn-presence-list').dataset['state']).toBe('error'))
  expect(screen.getByRole('list', { name: 'Can’t tell who is here' }).textContent).toBe('Can’t tell who is here')
  expect(errors).toEqual([])
})

it('says in the place of a number that nobody can tell who is here', async () => {
  show(<OccupancyBadge channel={room} />)
  await vi.waitFor(() => expect(find('.hn-occupancy-badge').textContent).toBe('–Can’t tell who is here'))
})

it.each<[string, LesserService]>([
  ['history that is read forwards only', {}],
  ['no history, and no signals', { history: 'none', signals: false }],
])('chats with %s: from the attach on, without an error', async (_, less) => {
  const { hub, client, errors } = show(<ChatPanel channel={room} />, less)
  const log = await screen.findByRole('log')
  await client.channel(room).attach()
  const field = screen.getByRole('textbox')
  fireEvent.change(field, { target: { value: 'Hello' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  await vi.waitFor(() => expect(log.textContent).toContain('Hello'))
  hub.disconnect('ada')
  await client.channel(room).publish('said', 'Back again')
  await vi.waitFor(() => expect(log.textContent).toContain('Back again'))
  expect(log.textContent).not.toContain('From before')
  expect(log.textContent).toContain('Earlier messages aren’t shown here')
  expect(log.textContent).not.toContain('This is the beginning')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(errors).toEqual([])
  expect(client.channel(room).log.getState()).toMatchObject({ status: 'ready', hasOlder: false, error: null })
})
