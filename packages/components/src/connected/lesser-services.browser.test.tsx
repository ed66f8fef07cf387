import '../styles/styles.css'
import type { Adapter, AdapterSession, Capabilities } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { Hub } from '@herenow/memory'
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

const unsupported = (): Promise<never> =>
  Promise.reject(new RealtimeError({ code: 'unsupported', message: 'This service can do little.' }))

/** A hub that knows of messages only, as a broker does. What it can't do it refuses. */
function lesser(hub: Hub, less: Partial<Capabilities>): Adapter {
  const adapter = hub.adapter()
  const capabilities: Capabilities = {
    ...adapter.capabilities,
    history: 'forward',
    presence: 'none',
    occupancy: 'none',
    hereNow: 'none',
    whereNow: false,
    ...less,
  }
  return {
    ...adapter,
    capabilities,
    open(context): AdapterSession {
      const session = adapter.open(context)
      const forwards: AdapterSession['history'] = (channel, query) =>
        capabilities.history === 'none' || query.direction === 'backwards'
          ? unsupported()
          : session.history(channel, query)
      return {
        ...session,
        history: forwards,
        signal: (...call) => (capabilities.signals ? session.signal(...call) : unsupported()),
        hereNow: unsupported,
        whereNow: unsupported,
        presence: { enter: unsupported, update: unsupported, leave: unsupported, get: unsupported },
      }
    },
  }
}

interface Shown {
  readonly hub: Hub
  readonly client: Client
  readonly errors: readonly RealtimeError[]
}

function show(children: ReactNode, less: Partial<Capabilities> = {}): Shown {
  const hub = createHub()
  hub.seedHistory(room, [{ name: 'said', data: 'From before', clientId: 'ben' }])
  const client = createClient({ adapter: lesser(hub, less), clientId: 'ada' })
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

it.each<[string, Partial<Capabilities>]>([
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
