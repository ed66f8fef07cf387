import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Client } from '@herenow/react'
import type { ReactElement } from 'react'
import { expect, it, onTestFinished, vi } from 'vitest'
import { mount } from '../../test/mount.tsx'
import { ChatLog } from '../index.ts'

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
  const page = mount(tree(ada))
  const shown = (): Promise<void> =>
    vi.waitFor(() => expect(page.find('[role="log"]').textContent).toContain('Hello everybody'))
  await shown()
  page.render(tree(ben))
  await shown()
  page.render(tree(undefined))
  page.render(tree(ada))
  await shown()
})
